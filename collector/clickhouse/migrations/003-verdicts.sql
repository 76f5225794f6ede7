-- What the analyzers and the alerts write. Read with FINAL.
CREATE TABLE IF NOT EXISTS findings
(
    finding_id String,
    revision UInt32,
    analyzer LowCardinality(String),
    model LowCardinality(String),
    version LowCardinality(String),
    subject LowCardinality(String),
    window_start DateTime64(3, 'UTC'),
    window_end DateTime64(3, 'UTC'),
    judged_time DateTime64(3, 'UTC'),
    verdict LowCardinality(String),
    material Bool,
    severity LowCardinality(String),
    cause LowCardinality(String),
    summary String,
    statistic Nullable(Float64),
    statistic_name LowCardinality(String),
    p_value Nullable(Float64),
    threshold Nullable(Float64),
    threshold_source String,
    effect Nullable(Float64),
    effect_low Nullable(Float64),
    effect_high Nullable(Float64),
    effect_unit LowCardinality(String),
    coverage Float64,
    rows UInt64,
    evidence String,
    inputs String
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (model, analyzer, subject, window_start, finding_id);

CREATE TABLE IF NOT EXISTS alerts
(
    alert_id String,
    name String,
    model LowCardinality(String),
    subject LowCardinality(String),
    analyzer LowCardinality(String),
    cause LowCardinality(String),
    severity LowCardinality(String),
    state LowCardinality(String),
    summary String,
    started_time DateTime64(3, 'UTC'),
    fired_time Nullable(DateTime64(3, 'UTC')),
    resolved_time Nullable(DateTime64(3, 'UTC')),
    updated_time DateTime64(3, 'UTC'),
    revision UInt32,
    labels Map(LowCardinality(String), String)
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY alert_id;

CREATE TABLE IF NOT EXISTS notifications
(
    notification_id String,
    alert_id String,
    channel LowCardinality(String),
    receiver LowCardinality(String),
    status LowCardinality(String),
    attempts UInt16,
    error String,
    event LowCardinality(String),
    event_time DateTime64(3, 'UTC'),
    updated_time DateTime64(3, 'UTC'),
    revision UInt32,
    subject String
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY notification_id;

CREATE TABLE IF NOT EXISTS retrainings
(
    retraining_id String,
    alert_id String,
    model LowCardinality(String),
    reason String,
    requested_time DateTime64(3, 'UTC'),
    status LowCardinality(String),
    response String,
    revision UInt32
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY retraining_id;

CREATE TABLE IF NOT EXISTS baselines
(
    baseline_id String,
    name LowCardinality(String),
    model LowCardinality(String),
    version LowCardinality(String),
    source String,
    created_time DateTime64(3, 'UTC'),
    document String
)
ENGINE = ReplacingMergeTree
ORDER BY (model, name, baseline_id);

CREATE TABLE IF NOT EXISTS judged_windows
(
    model LowCardinality(String),
    analyzer LowCardinality(String),
    window_start DateTime64(3, 'UTC'),
    window_end DateTime64(3, 'UTC'),
    judged_time DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(judged_time)
ORDER BY (model, analyzer, window_start);
