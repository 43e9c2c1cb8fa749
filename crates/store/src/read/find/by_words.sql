SELECT rowid
FROM name_search
WHERE name_search MATCH ?1
ORDER BY rowid DESC
LIMIT ?2
