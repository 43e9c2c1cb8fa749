SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, outbox.parts, record.facts
FROM record
LEFT JOIN outbox ON outbox.record = record.record
WHERE record.chain = (SELECT max(own_chain.chain) FROM own_chain)
    AND record.seq BETWEEN ?1 AND ?2
ORDER BY record.seq
LIMIT ?3
