SELECT number
FROM dossier
WHERE open_conflicts > 0
ORDER BY number DESC
LIMIT ?1
