SELECT number
FROM (
    SELECT number
    FROM person
    WHERE phone_reversed >= ?1 AND phone_reversed < ?2 AND phone_reversed <> ''
    UNION
    SELECT number
    FROM person
    WHERE id_tail_reversed >= ?1 AND id_tail_reversed < ?2 AND id_tail_reversed <> ''
    UNION
    SELECT dossier.number
    FROM dossier
    JOIN person ON person.number = dossier.number
    WHERE dossier.lookup_code >= ?3 AND dossier.lookup_code < ?4
        AND substr(dossier.lookup_code, 9, 5) = ?5
)
ORDER BY number DESC
LIMIT ?6
