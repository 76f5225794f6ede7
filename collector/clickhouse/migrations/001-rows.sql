-- Rows as the collector inserts them. See docs/tables.md.
CREATE TABLE IF NOT EXISTS requests
(
    event_time DateTime64(3, 'UTC'),
    received_time DateTime64(3, 'UTC'),
    request_id String,
    trace_id String,
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    protocol LowCardinality(String),
    node LowCardinality(String),
    status UInt16,
    error_class LowCardinality(String),
    error_message String,
    total_ms Float32,
    upstream_ms Float32,
    queue_ms Float32,
    compute_ms Float32,
    rows UInt32,
    request_bytes UInt32,
    response_bytes UInt32,
    in_flight UInt16
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (model, event_time, request_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS inferences
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
    prediction_categories Map(LowCardinality(String), LowCardinality(String))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (model, event_time, request_id, row_number)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS labels
(
    model LowCardinality(String),
    request_id String,
    row_number UInt32,
    label String,
    observed_time DateTime64(3, 'UTC'),
    received_time DateTime64(3, 'UTC'),
    source LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(observed_time)
ORDER BY (model, request_id, row_number, received_time)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS node_samples
(
    event_time DateTime64(3, 'UTC'),
    received_time DateTime64(3, 'UTC'),
    node LowCardinality(String),
    role LowCardinality(String),
    cpu_share Float32,
    memory_bytes UInt64,
    heap_bytes UInt64,
    event_loop_delay_ms Float32,
    queue_depth UInt32,
    in_flight UInt16,
    consumer_lag UInt64,
    probes Map(LowCardinality(String), Float32)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (node, event_time)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS ledger
(
    minute DateTime('UTC'),
    model LowCardinality(String),
    node LowCardinality(String),
    producer String,
    served UInt64,
    captured UInt64,
    sampled_out UInt64,
    dropped Map(LowCardinality(String), UInt64),
    lost_before_log UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (model, minute, node)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS dead_letters
(
    received_time DateTime64(3, 'UTC'),
    topic LowCardinality(String),
    partition UInt32,
    offset UInt64,
    origin LowCardinality(String),
    reason String,
    raw String
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_time)
ORDER BY (topic, received_time, partition, offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS ingest_batches
(
    log_id String,
    topic LowCardinality(String),
    partition UInt32,
    first_offset UInt64,
    last_offset UInt64,
    token String,
    producers_before Map(String, UInt64),
    producers_after Map(String, UInt64),
    written_time DateTime64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(written_time)
ORDER BY (log_id, topic, partition, last_offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE VIEW IF NOT EXISTS current_labels AS
SELECT
    given.model AS model,
    given.request_id AS request_id,
    given.row_number AS row_number,
    argMax(given.label, given.received_time) AS label,
    argMax(given.observed_time, given.received_time) AS observed_time,
    max(given.received_time) AS received_time,
    argMax(given.source, given.received_time) AS source
FROM labels AS given
GROUP BY given.model, given.request_id, given.row_number;
