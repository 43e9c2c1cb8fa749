SELECT number
FROM find_key
WHERE kind = ?1 AND key = ?2
ORDER BY number DESC
LIMIT ?3
