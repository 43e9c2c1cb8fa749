-- Rows of one chain lie in the order of its places.
UPDATE outbox
SET tries = tries + 1
WHERE record BETWEEN (
        SELECT min(record.record)
        FROM record
        WHERE record.chain = (SELECT max(own_chain.chain) FROM own_chain) AND record.seq = ?1
    ) AND (
        SELECT max(record.record)
        FROM record
        WHERE record.chain = (SELECT max(own_chain.chain) FROM own_chain) AND record.seq = ?2
    )
