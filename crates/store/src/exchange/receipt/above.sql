SELECT
    record.record,
    EXISTS (SELECT 1 FROM part WHERE part.record = record.record)
FROM record
WHERE record.chain = ?1 AND record.seq > ?2
ORDER BY record.seq
