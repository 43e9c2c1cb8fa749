SELECT number
FROM handoff
WHERE to_unit = ?1
ORDER BY number DESC
LIMIT ?2
