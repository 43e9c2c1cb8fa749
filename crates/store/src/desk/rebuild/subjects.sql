SELECT record_subject.subject
FROM record_subject
JOIN record ON record.record = record_subject.record
WHERE record.kind IN (SELECT json_each.value FROM json_each(?1))
GROUP BY record_subject.subject
ORDER BY min(record_subject.record), record_subject.subject
