-- Rows that a rule of the sample keeps beyond its share: to be looked at, never judged, so that they fill no rollup.
CREATE TABLE IF NOT EXISTS inferences_beside
(
    event_time DateTime64(3, 'UTC'),
    received_time DateTime64(3, 'UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    request_id String,
    row_number UInt32,
    feature_numbers Map(LowCardinality(String), Float64),
    feature_categories Map(LowCardinality(String), LowCardinality(String)),
    feature_vectors Map(LowCardinality(String), Array(Float32)),
    missing_features Array(LowCardinality(String)),
    prediction_numbers Map(LowCardinality(String), Float64),
    prediction_categories Map(LowCardinality(String), LowCardinality(String)),
    tags Map(LowCardinality(String), LowCardinality(String))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (model, event_time, request_id, row_number)
SETTINGS non_replicated_deduplication_window = 10000;
