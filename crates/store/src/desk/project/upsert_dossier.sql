INSERT INTO dossier (
    dossier, lookup_code, dossier_code, register_volume, register_number, unit, received_by,
    procedure_code, channel_in, return_channel, sets, received_at, due_at, status,
    open_conflicts, holder_unit, holder_person, is_scattered, reception, reception_hash, has_own
)
VALUES (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
    (
        SELECT min(record.record)
        FROM record_subject
        CROSS JOIN record ON record.record = record_subject.record
        WHERE record_subject.subject = ?1 AND record.kind = 64
    ),
    (
        SELECT record.hash
        FROM record_subject
        CROSS JOIN record ON record.record = record_subject.record
        WHERE record_subject.subject = ?1 AND record.kind = 64
        ORDER BY record.record
        LIMIT 1
    ),
    EXISTS (
        SELECT 1
        FROM record_subject
        CROSS JOIN record ON record.record = record_subject.record
        CROSS JOIN own_chain ON own_chain.chain = record.chain
        WHERE record_subject.subject = ?1
    )
)
ON CONFLICT (dossier) DO UPDATE
SET lookup_code = excluded.lookup_code,
    dossier_code = excluded.dossier_code,
    register_volume = excluded.register_volume,
    register_number = excluded.register_number,
    unit = excluded.unit,
    received_by = excluded.received_by,
    procedure_code = excluded.procedure_code,
    channel_in = excluded.channel_in,
    return_channel = excluded.return_channel,
    sets = excluded.sets,
    received_at = excluded.received_at,
    due_at = excluded.due_at,
    status = excluded.status,
    open_conflicts = excluded.open_conflicts,
    holder_unit = excluded.holder_unit,
    holder_person = excluded.holder_person,
    is_scattered = excluded.is_scattered,
    reception = excluded.reception,
    reception_hash = excluded.reception_hash,
    has_own = excluded.has_own
RETURNING number
