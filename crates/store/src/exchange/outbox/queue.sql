INSERT INTO outbox (record, subject, queued_at, parts)
VALUES (?1, ?2, ?3, ?4)
