INSERT OR IGNORE INTO unplaced (record, offered_in)
SELECT feed_entry.record, ?3
FROM feed_entry
JOIN record ON record.record = feed_entry.record
WHERE feed_entry.unit = ?1 AND feed_entry.position > ?2
AND record.chain <> ?4
