SELECT number, register_number
FROM dossier
WHERE unit = ?1 AND register_volume = ?2 AND register_number >= ?3
ORDER BY register_number
LIMIT ?4
