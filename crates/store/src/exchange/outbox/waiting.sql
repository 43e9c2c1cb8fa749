SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, outbox.parts, record.facts
FROM outbox
JOIN record ON record.record = outbox.record
WHERE outbox.parts IS NULL
ORDER BY outbox.record
