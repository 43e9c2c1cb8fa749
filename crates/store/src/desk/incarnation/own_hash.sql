SELECT record.hash
FROM desk
JOIN chain ON chain.device = desk.device AND chain.incarnation = ?1
JOIN own_chain ON own_chain.chain = chain.chain
JOIN record ON record.chain = chain.chain AND record.seq = ?2
ORDER BY record.record
LIMIT 1
