SELECT number
FROM dossier
ORDER BY number DESC
LIMIT ?1
