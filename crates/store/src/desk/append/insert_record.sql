INSERT INTO record (
    chain, seq, hash, hash_head, kind, header, author_signature, device_signature, standing,
    facts_salt, facts
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
