DELETE FROM outbox
WHERE EXISTS (
    SELECT 1 FROM record WHERE record.record = outbox.record AND record.chain = ?1
)
