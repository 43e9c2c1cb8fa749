INSERT INTO server_answer (record, subject, verdict, reason, told_at)
SELECT record.record, (
    SELECT record_subject.subject
    FROM record_subject
    WHERE record_subject.record = record.record
    LIMIT 1
), ?3, ?4, ?5
FROM record
WHERE record.hash_head = ?1 AND record.hash = ?2
ON CONFLICT (record) DO UPDATE
SET verdict = excluded.verdict, reason = excluded.reason, told_at = excluded.told_at
