-- Rollups by the hour and scored rows by the minute, from which windows of whole hours are read: a day of ten million rows has some ten million rows of minutes and a fortieth of that of hours.
CREATE TABLE IF NOT EXISTS feature_buckets_1h
(
    hour DateTime('UTC'),
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
PARTITION BY toYYYYMM(hour)
ORDER BY (model, feature, hour, kind, version, variant, grid, bucket)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS feature_categories_1h
(
    hour DateTime('UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    feature LowCardinality(String),
    kind LowCardinality(String),
    category String,
    rows UInt64
)
ENGINE = SummingMergeTree((rows))
PARTITION BY toYYYYMM(hour)
ORDER BY (model, feature, hour, kind, version, variant, category)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS scored_rows_1m
(
    minute DateTime('UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    rows UInt64
)
ENGINE = SummingMergeTree((rows))
PARTITION BY toYYYYMM(minute)
ORDER BY (model, minute, version, variant)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS feature_buckets_1h_view TO feature_buckets_1h AS
SELECT
    toStartOfHour(minute) AS hour,
    model,
    version,
    variant,
    feature,
    kind,
    grid,
    bucket,
    sum(counted.rows) AS rows,
    sum(counted.total) AS total
FROM feature_buckets_1m AS counted
GROUP BY hour, model, version, variant, feature, kind, grid, bucket;

CREATE MATERIALIZED VIEW IF NOT EXISTS feature_categories_1h_view TO feature_categories_1h AS
SELECT
    toStartOfHour(minute) AS hour,
    model,
    version,
    variant,
    feature,
    kind,
    category,
    sum(counted.rows) AS rows
FROM feature_categories_1m AS counted
GROUP BY hour, model, version, variant, feature, kind, category;

CREATE MATERIALIZED VIEW IF NOT EXISTS scored_rows_1m_view TO scored_rows_1m AS
SELECT
    toStartOfMinute(event_time) AS minute,
    model,
    version,
    variant,
    count() AS rows
FROM inferences
GROUP BY minute, model, version, variant;

-- The views above see only what is inserted after them. Hours of a model before its `since` are read from the minutes and the rows; a model without an entry has none.
CREATE TABLE IF NOT EXISTS hours_since
(
    model LowCardinality(String),
    since DateTime('UTC')
)
ENGINE = MergeTree
ORDER BY model;

INSERT INTO hours_since
SELECT model, toStartOfHour(max(last)) + INTERVAL 1 HOUR AS since
FROM
(
    SELECT model, toDateTime(max(event_time), 'UTC') AS last FROM inferences GROUP BY model
    UNION ALL
    SELECT model, max(minute) AS last FROM feature_buckets_1m GROUP BY model
    UNION ALL
    SELECT model, max(minute) AS last FROM feature_categories_1m GROUP BY model
)
GROUP BY model;
