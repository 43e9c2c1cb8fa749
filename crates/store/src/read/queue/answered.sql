SELECT
    record.hash,
    record.kind,
    record.header,
    server_answer.subject,
    server_answer.told_at,
    server_answer.verdict,
    server_answer.reason,
    0,
    outbox.tries
FROM server_answer
JOIN record ON record.record = server_answer.record
LEFT JOIN outbox ON outbox.record = server_answer.record
WHERE server_answer.verdict IN (0, 3, 4)
ORDER BY server_answer.record
LIMIT ?1
