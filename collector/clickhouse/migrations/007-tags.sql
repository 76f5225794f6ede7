-- Context of a scored row that is no feature: tenant, region, client.
ALTER TABLE inferences ADD COLUMN IF NOT EXISTS tags Map(LowCardinality(String), LowCardinality(String));
