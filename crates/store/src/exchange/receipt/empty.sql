DELETE FROM outbox
WHERE record <= (SELECT min(record.record) FROM record WHERE record.chain = ?1 AND record.seq = ?2)
    AND EXISTS (
        SELECT 1 FROM record WHERE record.record = outbox.record AND record.chain = ?1
    )
