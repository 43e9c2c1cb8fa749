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
WHERE dossier.number > ?1 AND dossier.number <= ?2
ORDER BY dossier.number
LIMIT ?3
