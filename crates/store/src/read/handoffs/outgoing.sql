SELECT number
FROM handoff
WHERE from_unit = ?1
ORDER BY number DESC
LIMIT ?2
