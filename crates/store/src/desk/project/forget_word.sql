DELETE FROM word
WHERE word = ?1
    AND NOT EXISTS (SELECT 1 FROM name_search WHERE name_search MATCH ?2)
