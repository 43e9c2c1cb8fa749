SELECT
    part.record,
    part.name,
    part.seal_key,
    part.bytes
FROM record_subject
CROSS JOIN part ON part.record = record_subject.record
WHERE record_subject.subject = ?1
