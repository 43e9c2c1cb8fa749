UPDATE own_chain
SET received_up_to = min(received_up_to, ?2), safe_up_to = min(safe_up_to, ?2)
WHERE chain = ?1
