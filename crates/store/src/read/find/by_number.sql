SELECT number
FROM (
    SELECT number FROM person WHERE phone = ?1 AND phone <> ''
    UNION
    SELECT number FROM person WHERE id_hash = ?2
)
ORDER BY number DESC
LIMIT ?3
