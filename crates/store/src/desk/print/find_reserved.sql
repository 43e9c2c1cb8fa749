SELECT job, subject, form, copy, state, reserved_at
FROM print_job
WHERE subject = ?1 AND form = ?2 AND state = 0
ORDER BY copy
LIMIT 1
