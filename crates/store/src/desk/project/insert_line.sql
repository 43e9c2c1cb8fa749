INSERT INTO handoff_line (handoff, position, dossier, papers, originals, others)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
