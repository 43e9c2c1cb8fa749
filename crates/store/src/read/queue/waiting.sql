SELECT
    record.hash,
    record.kind,
    record.header,
    outbox.subject,
    outbox.queued_at,
    NULL,
    NULL,
    outbox.parts IS NULL,
    outbox.tries
FROM outbox
JOIN record ON record.record = outbox.record
WHERE NOT EXISTS (
    SELECT 1 FROM server_answer
    WHERE server_answer.record = outbox.record AND server_answer.verdict IN (0, 3, 4)
)
ORDER BY outbox.record
LIMIT ?1
