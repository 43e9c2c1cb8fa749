SELECT
    dossier.number,
    coalesce(sum(paper.count) FILTER (WHERE paper.irreplaceable), 0),
    coalesce(sum(paper.count) FILTER (WHERE NOT paper.irreplaceable), 0)
FROM paper
JOIN dossier ON dossier.dossier = paper.dossier
WHERE paper.custody = 0 AND paper.holder_unit = ?1 AND dossier.status NOT IN (4, 5, 6)
GROUP BY paper.dossier
ORDER BY dossier.number DESC
LIMIT ?2
