INSERT OR IGNORE INTO record_person (record, unit, duty, name, phone, id_hash, id_tail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
