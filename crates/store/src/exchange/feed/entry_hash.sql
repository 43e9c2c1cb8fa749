SELECT entry_hash FROM feed_entry WHERE unit = ?1 AND position = ?2
UNION ALL
SELECT entry_hash FROM feed_hole WHERE unit = ?1 AND position = ?2
