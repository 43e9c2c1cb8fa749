SELECT
    (SELECT count(*) FROM outbox),
    (SELECT count(*) FROM outbox WHERE outbox.parts IS NULL),
    (SELECT coalesce(sum(own_chain.received_up_to - own_chain.safe_up_to), 0) FROM own_chain),
    (SELECT coalesce(sum(own_chain.safe_up_to), 0) FROM own_chain),
    (SELECT count(*) FROM server_answer WHERE server_answer.verdict IN (0, 3, 4)),
    sync_state.last_success_at,
    sync_state.last_attempt_at,
    sync_state.last_attempt,
    sync_state.backup_verified_at,
    (SELECT min(outbox.queued_at) FROM outbox),
    (SELECT count(*) FROM alarm WHERE alarm.seen_at IS NULL)
FROM sync_state
WHERE sync_state.one = 1
