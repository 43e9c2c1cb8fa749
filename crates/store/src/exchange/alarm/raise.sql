INSERT INTO alarm (raised_at, code, detail)
SELECT ?1, ?2, ?3
WHERE NOT EXISTS (
    SELECT 1 FROM alarm
    WHERE alarm.code = ?2 AND alarm.detail = ?3 AND alarm.seen_at IS NULL
)
