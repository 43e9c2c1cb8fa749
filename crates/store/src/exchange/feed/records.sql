SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, NULL, record.facts, feed_entry.position
FROM feed_entry
JOIN record ON record.record = feed_entry.record
WHERE feed_entry.unit = ?1 AND feed_entry.position > ?2
ORDER BY feed_entry.position
LIMIT ?3
