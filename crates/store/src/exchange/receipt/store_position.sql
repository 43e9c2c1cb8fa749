INSERT OR IGNORE INTO receipt_position (unit, position, chain, up_to)
VALUES (?1, ?2, ?3, ?4)
