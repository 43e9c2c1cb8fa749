INSERT INTO subject (subject, kind, lamport, waiting, heads)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (subject) DO UPDATE
SET kind = excluded.kind,
    lamport = excluded.lamport,
    waiting = excluded.waiting,
    heads = excluded.heads
