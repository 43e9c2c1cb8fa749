INSERT INTO name_place (word, block, places)
VALUES (?1, ?2, ?3)
ON CONFLICT (word, block) DO UPDATE
SET places = excluded.places
