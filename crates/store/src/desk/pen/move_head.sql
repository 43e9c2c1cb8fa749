UPDATE own_chain
SET head_seq = ?2, head_hash = ?3, generation = ?4
WHERE chain = ?1
