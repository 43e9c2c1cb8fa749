SELECT block, spelt, turn, places
FROM name_place
WHERE word = ?1 AND block BETWEEN ?2 AND ?3
