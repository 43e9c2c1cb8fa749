SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, outbox.parts, record.facts
FROM outbox
JOIN record ON record.record = outbox.record
WHERE outbox.chain = (SELECT max(own_chain.chain) FROM own_chain) AND outbox.seq > ?1
ORDER BY outbox.seq
LIMIT ?2
