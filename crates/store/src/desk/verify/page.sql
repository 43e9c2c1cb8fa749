SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, NULL, record.facts, record.seq
FROM record
WHERE record.chain = ?1 AND (record.seq, record.record) > (?2, ?3)
ORDER BY record.seq, record.record
LIMIT ?4
