INSERT INTO feed_hole (unit, position, entry_hash, record_hash, fault)
VALUES (?1, ?2, ?3, ?4, ?5)
