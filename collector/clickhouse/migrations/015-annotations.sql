-- What happened, for every time axis: sent to POST /api/v1/annotations. One sent again replaces itself.
CREATE TABLE IF NOT EXISTS annotations
(
    annotation_id String,
    model LowCardinality(String),
    kind LowCardinality(String),
    time DateTime64(3, 'UTC'),
    until_time Nullable(DateTime64(3, 'UTC')),
    text String,
    injected Bool,
    given_by String,
    received_time DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(received_time)
ORDER BY annotation_id;
