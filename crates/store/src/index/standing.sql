SELECT
    dossier.number,
    dossier.lookup_code,
    dossier.dossier_code,
    person.name,
    person.folded,
    person.phone_reversed,
    person.id_tail_reversed,
    person.id_hash
FROM dossier
LEFT JOIN person ON person.number = dossier.number
WHERE dossier.dossier = ?1
    AND dossier.number <= (SELECT indexed_up_to FROM find_state WHERE one = 1)
