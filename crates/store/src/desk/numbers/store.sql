INSERT INTO counter (kind, period, lane, value)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (kind, period, lane) DO UPDATE
SET value = max(value, excluded.value)
