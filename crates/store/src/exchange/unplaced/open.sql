SELECT
    record.record, record.hash, record.header, record.author_signature,
    record.device_signature, record.facts_salt, NULL, record.facts
FROM unplaced
JOIN record ON record.record = unplaced.record
WHERE unplaced.offered_in IS NOT ?1
ORDER BY unplaced.record
LIMIT ?2
