INSERT INTO draft (person, saved_at, bytes)
VALUES (?1, ?2, ?3)
ON CONFLICT (person) DO UPDATE
SET saved_at = excluded.saved_at, bytes = excluded.bytes
