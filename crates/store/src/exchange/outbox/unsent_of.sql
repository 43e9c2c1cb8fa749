SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, outbox.parts, record.facts
FROM outbox
CROSS JOIN record ON record.record = outbox.record
WHERE record.chain = ?1
ORDER BY outbox.record
