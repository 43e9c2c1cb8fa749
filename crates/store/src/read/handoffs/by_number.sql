SELECT
    handoff.handoff,
    handoff.printed_number,
    handoff.from_unit,
    handoff.from_person,
    handoff.to_unit,
    handoff.to_person,
    handoff.offered_at,
    handoff.status,
    handoff.taken_by,
    handoff.answered_at,
    handoff.exceptions,
    handoff.originals,
    handoff.others,
    handoff.lines,
    handoff.minutes_signed,
    handoff.crossed,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM server_answer
            WHERE server_answer.subject = handoff.handoff AND server_answer.verdict IN (0, 3, 4)
        ) THEN 3
        WHEN EXISTS (
            SELECT 1
            FROM record_subject
            CROSS JOIN outbox ON outbox.record = record_subject.record
            WHERE record_subject.subject = handoff.handoff
        ) THEN 0
        WHEN (
            SELECT min(record.seq <= own_chain.safe_up_to)
            FROM record_subject
            JOIN record ON record.record = record_subject.record
            JOIN own_chain ON own_chain.chain = record.chain
            WHERE record_subject.subject = handoff.handoff
        ) = 1 THEN 2
        ELSE 1
    END
FROM handoff
WHERE handoff.number = ?1
