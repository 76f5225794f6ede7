-- Blocks of moving baselines, each kept once whatever number of baselines they are part of, and which baseline a name stands for.
CREATE TABLE IF NOT EXISTS baseline_parts
(
    part_id String,
    model LowCardinality(String),
    block_start DateTime64(3, 'UTC'),
    block_end DateTime64(3, 'UTC'),
    layout String,
    rows UInt64,
    created_time DateTime64(3, 'UTC'),
    document String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(created_time)
ORDER BY (model, block_start, block_end, layout, part_id);

CREATE TABLE IF NOT EXISTS baseline_pins
(
    model LowCardinality(String),
    name LowCardinality(String),
    baseline_id String,
    pinned_time DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(pinned_time)
ORDER BY (model, name);
