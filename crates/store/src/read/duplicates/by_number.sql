SELECT number, dossier, procedure_code, received_at, status NOT IN (5, 6)
FROM dossier
WHERE number = ?1
