UPDATE sync_state
SET lease = ?1, epoch = coalesce(epoch, ?2)
WHERE one = 1
