SELECT
    dossier.number,
    dossier.dossier,
    dossier.lookup_code,
    dossier.dossier_code,
    dossier.procedure_code,
    dossier.unit,
    dossier.received_at,
    dossier.due_at,
    dossier.status,
    dossier.holder_unit,
    dossier.holder_person,
    dossier.is_scattered,
    dossier.open_conflicts,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM server_answer
            WHERE server_answer.subject = dossier.dossier AND server_answer.verdict IN (0, 3, 4)
        ) THEN 3
        WHEN dossier.has_own = 0 THEN 1
        WHEN EXISTS (
            SELECT 1
            FROM record_subject
            CROSS JOIN outbox ON outbox.record = record_subject.record
            WHERE record_subject.subject = dossier.dossier
        ) THEN 0
        WHEN (
            SELECT min(record.seq <= own_chain.safe_up_to)
            FROM record_subject
            JOIN record ON record.record = record_subject.record
            JOIN own_chain ON own_chain.chain = record.chain
            WHERE record_subject.subject = dossier.dossier
        ) = 1 THEN 2
        ELSE 1
    END,
    EXISTS (
        SELECT 1 FROM print_job
        WHERE print_job.subject = dossier.dossier
            AND print_job.form = 'receipt'
            AND print_job.state IN (1, 2)
    ),
    person.name,
    person.id_tail,
    person.unit,
    person.duty,
    dossier.reception,
    dossier.reception_hash
FROM dossier
LEFT JOIN person ON person.number = dossier.number
WHERE dossier.number = ?1
