-- What was erased, and what is being: a plan is written down before it is carried out, so that one that broke off is finished by the next run. It is emptied then.
CREATE TABLE IF NOT EXISTS erasures
(
    erasure_id String,
    revision UInt32,
    requested_time DateTime64(3, 'UTC'),
    model LowCardinality(String),
    from_time DateTime64(3, 'UTC'),
    to_time DateTime64(3, 'UTC'),
    requests UInt64,
    rows UInt64,
    labels UInt64,
    state LowCardinality(String),
    plan String
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY erasure_id;
