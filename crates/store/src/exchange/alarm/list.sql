SELECT alarm.alarm, alarm.raised_at, alarm.code, alarm.detail, alarm.seen_at, alarm.seen_by
FROM alarm
ORDER BY alarm.seen_at IS NOT NULL, alarm.alarm DESC
LIMIT ?1
