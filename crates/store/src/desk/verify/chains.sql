SELECT chain.chain, chain.device, chain.incarnation, own_chain.head_seq, own_chain.head_hash
FROM chain
LEFT JOIN own_chain ON own_chain.chain = chain.chain
ORDER BY chain.chain
