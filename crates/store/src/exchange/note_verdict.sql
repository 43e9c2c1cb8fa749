INSERT INTO server_answer (record, subject, verdict, reason, told_at)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (record) DO UPDATE
SET verdict = excluded.verdict, reason = excluded.reason, told_at = excluded.told_at
