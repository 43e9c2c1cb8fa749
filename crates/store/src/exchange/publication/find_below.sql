SELECT bytes
FROM publication
WHERE kind = ?1 AND version < ?2
ORDER BY version DESC
LIMIT 1
