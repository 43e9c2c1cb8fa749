SELECT number
FROM dossier
WHERE dossier_code = ?1
