-- Per-minute rollups and the views that fill them. The newest grid of a model's feature is looked up by every insert, so a grid counts from the next insert on.
CREATE TABLE IF NOT EXISTS grids
(
    model LowCardinality(String),
    feature LowCardinality(String),
    grid UInt32,
    location Float64,
    scale Float64,
    resolution Float64,
    created_time DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (model, feature, grid);

CREATE TABLE IF NOT EXISTS feature_buckets_1m
(
    minute DateTime('UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    feature LowCardinality(String),
    kind LowCardinality(String),
    grid UInt32,
    bucket Int32,
    rows UInt64,
    total Float64
)
ENGINE = SummingMergeTree((rows, total))
PARTITION BY toYYYYMM(minute)
ORDER BY (model, feature, minute, kind, version, variant, grid, bucket)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS feature_categories_1m
(
    minute DateTime('UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    feature LowCardinality(String),
    kind LowCardinality(String),
    category String,
    rows UInt64
)
ENGINE = SummingMergeTree((rows))
PARTITION BY toYYYYMM(minute)
ORDER BY (model, feature, minute, kind, version, variant, category)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS feature_missing_1m
(
    minute DateTime('UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    feature LowCardinality(String),
    kind LowCardinality(String),
    rows UInt64
)
ENGINE = SummingMergeTree((rows))
PARTITION BY toYYYYMM(minute)
ORDER BY (model, feature, minute, kind, version, variant)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS request_rollup_1m
(
    minute DateTime('UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    error_class LowCardinality(String),
    requests UInt64,
    rows UInt64,
    latency AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), Float32)
)
ENGINE = SummingMergeTree((requests, rows))
PARTITION BY toYYYYMM(minute)
ORDER BY (model, minute, version, variant, error_class)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS feature_buckets_1m_view TO feature_buckets_1m AS
SELECT
    minute,
    model,
    version,
    variant,
    feature,
    -- Told apart by a number until here: grouping by it takes half the time of grouping by the words.
    if(predicted, 'prediction', 'feature') AS kind,
    grid,
    toInt32(round(asinh((value - location) / if(scale = 0, 1, scale)) * if(resolution = 0, 100, resolution))) AS bucket,
    count() AS rows,
    sum(value) AS total
FROM
(
    SELECT
        toStartOfMinute(event_time) AS minute,
        model,
        version,
        variant,
        feature,
        predicted,
        value
    FROM inferences
    ARRAY JOIN
        arrayConcat(mapKeys(feature_numbers), mapKeys(prediction_numbers)) AS feature,
        arrayConcat(mapValues(feature_numbers), mapValues(prediction_numbers)) AS value,
        arrayConcat(arrayWithConstant(length(feature_numbers), 0), arrayWithConstant(length(prediction_numbers), 1)) AS predicted
    WHERE isFinite(value)
) AS sent
LEFT JOIN
(
    SELECT
        known.model AS model,
        known.feature AS feature,
        max(known.grid) AS grid,
        argMax(known.location, known.grid) AS location,
        argMax(known.scale, known.grid) AS scale,
        argMax(known.resolution, known.grid) AS resolution
    FROM grids AS known
    GROUP BY known.model, known.feature
) AS newest USING (model, feature)
GROUP BY minute, model, version, variant, feature, predicted, grid, bucket;

CREATE MATERIALIZED VIEW IF NOT EXISTS feature_categories_1m_view TO feature_categories_1m AS
SELECT
    toStartOfMinute(event_time) AS minute,
    model,
    version,
    variant,
    feature,
    if(predicted, 'prediction', 'feature') AS kind,
    category,
    count() AS rows
FROM inferences
ARRAY JOIN
    arrayConcat(mapKeys(feature_categories), mapKeys(prediction_categories)) AS feature,
    arrayConcat(mapValues(feature_categories), mapValues(prediction_categories)) AS category,
    arrayConcat(arrayWithConstant(length(feature_categories), 0), arrayWithConstant(length(prediction_categories), 1)) AS predicted
GROUP BY minute, model, version, variant, feature, predicted, category;

CREATE MATERIALIZED VIEW IF NOT EXISTS feature_missing_1m_view TO feature_missing_1m AS
SELECT
    toStartOfMinute(event_time) AS minute,
    model,
    version,
    variant,
    feature,
    'feature' AS kind,
    count() AS rows
FROM inferences
ARRAY JOIN missing_features AS feature
GROUP BY minute, model, version, variant, feature;

CREATE MATERIALIZED VIEW IF NOT EXISTS request_rollup_1m_view TO request_rollup_1m AS
SELECT
    toStartOfMinute(incoming.event_time) AS minute,
    incoming.model AS model,
    incoming.version AS version,
    incoming.variant AS variant,
    incoming.error_class AS error_class,
    count() AS requests,
    sum(incoming.rows) AS rows,
    quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(incoming.total_ms) AS latency
FROM requests AS incoming
GROUP BY minute, model, version, variant, error_class;
