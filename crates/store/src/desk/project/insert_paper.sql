INSERT INTO paper (
    paper, dossier, name, form, count, irreplaceable, fate, custody, holder_unit,
    holder_person, handoff, to_unit, since_at
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
