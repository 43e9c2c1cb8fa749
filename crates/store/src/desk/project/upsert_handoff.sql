INSERT INTO handoff (
    handoff, printed_number, from_unit, from_person, to_unit, to_person, offered_at, status,
    taken_by, answered_at, exceptions, originals, others, lines, minutes_signed, crossed
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
ON CONFLICT (handoff) DO UPDATE
SET printed_number = excluded.printed_number,
    from_unit = excluded.from_unit,
    from_person = excluded.from_person,
    to_unit = excluded.to_unit,
    to_person = excluded.to_person,
    offered_at = excluded.offered_at,
    status = excluded.status,
    taken_by = excluded.taken_by,
    answered_at = excluded.answered_at,
    exceptions = excluded.exceptions,
    originals = excluded.originals,
    others = excluded.others,
    lines = excluded.lines,
    minutes_signed = excluded.minutes_signed,
    crossed = excluded.crossed
