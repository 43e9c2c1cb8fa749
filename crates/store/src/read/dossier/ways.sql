SELECT
    record.record,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM server_answer
            WHERE server_answer.record = record.record AND server_answer.verdict IN (0, 3, 4)
        ) THEN 3
        WHEN EXISTS (SELECT 1 FROM outbox WHERE outbox.record = record.record) THEN 0
        WHEN record.seq <= own_chain.safe_up_to THEN 2
        ELSE 1
    END
FROM record_subject
CROSS JOIN record ON record.record = record_subject.record
LEFT JOIN own_chain ON own_chain.chain = record.chain
WHERE record_subject.subject = ?1
