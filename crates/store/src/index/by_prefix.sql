SELECT key, number
FROM find_key
WHERE kind = ?1 AND key >= ?2 AND key < ?3
