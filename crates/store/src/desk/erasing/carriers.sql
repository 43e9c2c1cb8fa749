SELECT record.hash, record.facts
FROM record_subject
CROSS JOIN record ON record.record = record_subject.record
WHERE record_subject.subject = ?1 AND record.kind = ?2
