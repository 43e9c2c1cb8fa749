-- From the chain to its place and never the other way, whatever the statistics say.
SELECT record.hash
FROM desk
CROSS JOIN chain ON chain.device = desk.device AND chain.incarnation = ?1
CROSS JOIN record ON record.chain = chain.chain AND record.seq = ?2
ORDER BY +record.record
LIMIT 1
