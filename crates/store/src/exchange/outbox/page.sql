-- Rows of one chain lie in the order of its places.
SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, outbox.parts, record.facts
FROM outbox
CROSS JOIN record ON record.record = outbox.record
WHERE outbox.record > coalesce((
        SELECT min(sent.record)
        FROM record AS sent
        WHERE sent.chain = (SELECT max(own_chain.chain) FROM own_chain) AND sent.seq = ?1
    ), 0)
    AND record.chain = (SELECT max(own_chain.chain) FROM own_chain)
    AND record.seq > ?1
ORDER BY outbox.record
LIMIT ?2
