SELECT
    dossier.number,
    dossier.dossier,
    dossier.return_channel
FROM paper
JOIN dossier ON dossier.dossier = paper.dossier
WHERE paper.custody = 0 AND paper.holder_unit = ?1 AND dossier.status NOT IN (4, 5, 6)
GROUP BY paper.dossier
ORDER BY dossier.number DESC
LIMIT ?2
