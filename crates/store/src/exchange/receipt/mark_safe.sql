UPDATE own_chain
SET safe_up_to = min(received_up_to, max(safe_up_to, coalesce((
    SELECT max(receipt_position.up_to)
    FROM receipt_position
    WHERE receipt_position.unit = ?1
        AND receipt_position.position <= ?2
        AND receipt_position.chain = own_chain.chain
), 0)))
