INSERT INTO feed_entry (unit, position, entry_hash, record)
VALUES (?1, ?2, ?3, ?4)
