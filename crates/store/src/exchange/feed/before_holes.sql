SELECT
    first.unit,
    first.position - 1,
    coalesce(feed_entry.entry_hash, feed_hole.entry_hash, zeroblob(32))
FROM (
    SELECT unit, min(position) AS position FROM feed_hole WHERE fault = 0 GROUP BY unit
) AS first
LEFT JOIN feed_entry
    ON feed_entry.unit = first.unit AND feed_entry.position = first.position - 1
LEFT JOIN feed_hole
    ON feed_hole.unit = first.unit AND feed_hole.position = first.position - 1
