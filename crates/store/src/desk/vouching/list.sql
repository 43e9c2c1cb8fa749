SELECT
    vouching.person, vouching.unit, vouching.key, chain.device, vouching.supervisor,
    vouching.from_at
FROM vouching
JOIN record ON record.record = vouching.record
JOIN chain ON chain.chain = record.chain
WHERE NOT EXISTS (
    SELECT 1 FROM effect_withheld
    WHERE effect_withheld.record_hash = record.hash AND effect_withheld.is_in_force = 1
)
ORDER BY vouching.record
