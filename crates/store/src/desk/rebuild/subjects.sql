SELECT subject
FROM record_subject
GROUP BY subject
ORDER BY min(record), subject
