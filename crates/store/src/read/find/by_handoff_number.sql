SELECT dossier.number
FROM handoff
JOIN handoff_line ON handoff_line.handoff = handoff.handoff
JOIN dossier ON dossier.dossier = handoff_line.dossier
WHERE handoff.printed_number = ?1
