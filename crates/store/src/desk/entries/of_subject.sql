SELECT
    record.record,
    record.hash,
    record.header,
    record.facts,
    coalesce(effect_withheld.is_in_force, 0),
    record.standing
FROM record_subject
JOIN record ON record.record = record_subject.record
LEFT JOIN effect_withheld ON effect_withheld.record_hash = record.hash
WHERE record_subject.subject = ?1
ORDER BY record_subject.record
