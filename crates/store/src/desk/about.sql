SELECT device, id_key, (SELECT max(own_chain.generation) FROM own_chain)
FROM desk
WHERE one = 1
