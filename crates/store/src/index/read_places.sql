SELECT places
FROM name_place
WHERE word = ?1 AND block = ?2 AND spelt = ?3 AND turn = ?4
