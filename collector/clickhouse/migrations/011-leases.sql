-- Who does what one process alone may do at a time, by name: the newest number holds it. Read with FINAL.
CREATE TABLE IF NOT EXISTS leases
(
    name LowCardinality(String),
    number UInt64,
    holder String,
    term_ms UInt32,
    written_time DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(number)
ORDER BY name
SETTINGS non_replicated_deduplication_window = 10000;
