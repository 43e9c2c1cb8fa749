INSERT INTO effect_withheld (record_hash, by_hash, reason, is_in_force)
VALUES (?1, ?2, ?3, 1)
ON CONFLICT (record_hash) DO UPDATE
SET by_hash = excluded.by_hash, reason = excluded.reason, is_in_force = 1
