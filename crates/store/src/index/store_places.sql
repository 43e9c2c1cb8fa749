INSERT INTO name_place (word, block, spelt, turn, places)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (word, block, spelt, turn) DO UPDATE
SET places = excluded.places
