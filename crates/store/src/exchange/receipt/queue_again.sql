INSERT OR IGNORE INTO outbox (record, chain, seq, subject, queued_at, parts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
