SELECT number
FROM dossier
WHERE dossier = ?1
    AND number <= (SELECT indexed_up_to FROM find_state WHERE one = 1)
