UPDATE sync_state
SET server_time = max(coalesce(server_time, ?1), ?1), is_reading_closed = ?2
WHERE one = 1
