UPDATE effect_withheld
SET is_in_force = 0
WHERE record_hash = ?1 AND by_hash = ?2
