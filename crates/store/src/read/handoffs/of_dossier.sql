SELECT handoff.number
FROM handoff_line
JOIN handoff ON handoff.handoff = handoff_line.handoff
WHERE handoff_line.dossier = ?1
ORDER BY handoff.number DESC
LIMIT ?2
