INSERT OR IGNORE INTO unplaced (record)
SELECT record.record
FROM record
WHERE record.chain = ?1
AND record.record NOT IN (SELECT outbox.record FROM outbox)
AND record.record NOT IN (SELECT feed_entry.record FROM feed_entry)
