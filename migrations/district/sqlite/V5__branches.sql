-- What stands where another record stood first, by its chain: few, and counted of a revoked device.
CREATE INDEX record_branch ON record (chain) WHERE is_branch = 1;
