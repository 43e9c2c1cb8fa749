SELECT dossier.number
FROM person
JOIN dossier ON dossier.number = person.number
WHERE person.id_hash = ?1 AND dossier.procedure_code = ?2 AND dossier.status NOT IN (5, 6)
ORDER BY dossier.number DESC
LIMIT ?3
