SELECT
    own_chain.chain,
    chain.device,
    chain.incarnation,
    own_chain.head_seq,
    own_chain.head_hash,
    own_chain.is_spare
FROM own_chain
JOIN chain ON chain.chain = own_chain.chain
ORDER BY own_chain.chain DESC
LIMIT 1
