INSERT INTO print_job (job, subject, form, copy, state, reserved_at, changed_at)
VALUES (?1, ?2, ?3, ?4, 0, ?5, ?5)
