SELECT min(word)
FROM name_place
WHERE word >= ?1 AND word < ?2
