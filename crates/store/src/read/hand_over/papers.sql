SELECT paper, name, form, count, irreplaceable, fate
FROM paper
WHERE custody = 0 AND holder_unit = ?1 AND dossier = ?2
ORDER BY paper
