INSERT INTO feed (unit, position, hash)
VALUES (?1, ?2, ?3)
ON CONFLICT (unit) DO UPDATE
SET position = excluded.position, hash = excluded.hash
