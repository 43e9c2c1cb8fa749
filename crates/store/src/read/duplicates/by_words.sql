SELECT dossier.number
FROM name_search
JOIN dossier ON dossier.number = name_search.rowid
WHERE name_search MATCH ?1 AND dossier.procedure_code = ?2 AND dossier.status NOT IN (5, 6)
ORDER BY name_search.rowid DESC
LIMIT ?3
