INSERT INTO receipt (chain, up_to, bytes, server_time)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (chain, up_to) DO UPDATE
SET bytes = excluded.bytes, server_time = excluded.server_time
