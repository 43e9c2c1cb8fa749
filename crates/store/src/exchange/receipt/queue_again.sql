-- A record whose only part is its facts can be sent at once; the others wait until somebody who
-- can open their parts signs in.
INSERT OR IGNORE INTO outbox (record, chain, seq, subject, queued_at, parts)
SELECT
    record.record,
    record.chain,
    record.seq,
    (
        SELECT record_subject.subject
        FROM record_subject
        WHERE record_subject.record = record.record
        LIMIT 1
    ),
    ?3,
    CASE WHEN EXISTS (SELECT 1 FROM part WHERE part.record = record.record) THEN NULL
    ELSE x'80' END
FROM record
WHERE record.chain = ?1 AND record.seq > ?2
