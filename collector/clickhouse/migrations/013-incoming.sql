-- Scored rows are parsed here and go on into `inferences`: JSON into Maps of plain strings takes half the time of JSON into Maps of words. A column that `inferences` gets is added to all three.
CREATE TABLE IF NOT EXISTS incoming_inferences
(
    event_time DateTime64(3, 'UTC'),
    received_time DateTime64(3, 'UTC'),
    model LowCardinality(String),
    version LowCardinality(String),
    variant LowCardinality(String),
    request_id String,
    row_number UInt32,
    feature_numbers Map(String, Float64),
    feature_categories Map(String, String),
    feature_vectors Map(String, Array(Float32)),
    missing_features Array(String),
    prediction_numbers Map(String, Float64),
    prediction_categories Map(String, String),
    tags Map(String, String)
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_inferences_view TO inferences AS
SELECT
    event_time,
    received_time,
    model,
    version,
    variant,
    request_id,
    row_number,
    feature_numbers,
    feature_categories,
    feature_vectors,
    missing_features,
    prediction_numbers,
    prediction_categories,
    tags
FROM incoming_inferences;

-- The same buckets as before, by a view of the same name, which deduplication goes by: MODIFY QUERY would give what is repeated after a restart another identity. No collector may insert meanwhile. Values are first gathered by minute, version, variant and feature under one hash, so that a grid is looked for once for each of these and not for each value, and so that what is
-- grouped by afterwards is two numbers.
DROP VIEW IF EXISTS feature_buckets_1m_view;

CREATE MATERIALIZED VIEW IF NOT EXISTS feature_buckets_1m_view TO feature_buckets_1m AS
SELECT
    any(minute) AS minute,
    any(model) AS model,
    any(version) AS version,
    any(variant) AS variant,
    any(feature) AS feature,
    if(any(predicted), 'prediction', 'feature') AS kind,
    any(grid) AS grid,
    bucket,
    count() AS rows,
    sum(value) AS total
FROM
(
    SELECT
        series,
        minute,
        model,
        version,
        variant,
        feature,
        predicted,
        grid,
        value,
        toInt32(round(asinh((value - location) / if(scale = 0, 1, scale)) * if(resolution = 0, 100, resolution))) AS bucket
    FROM
    (
        SELECT
            series,
            any(sent_minute) AS minute,
            any(sent_model) AS model,
            any(sent_version) AS version,
            any(sent_variant) AS variant,
            any(sent_feature) AS feature,
            any(sent_predicted) AS predicted,
            groupArray(sent_value) AS numbers
        FROM
        (
            SELECT
                toStartOfMinute(event_time) AS sent_minute,
                model AS sent_model,
                version AS sent_version,
                variant AS sent_variant,
                sent_feature,
                sent_predicted,
                sent_value,
                cityHash64(sent_minute, sent_model, sent_version, sent_variant, sent_feature, sent_predicted) AS series
            FROM inferences
            ARRAY JOIN
                arrayConcat(mapKeys(feature_numbers), mapKeys(prediction_numbers)) AS sent_feature,
                arrayConcat(mapValues(feature_numbers), mapValues(prediction_numbers)) AS sent_value,
                arrayConcat(arrayWithConstant(length(feature_numbers), 0), arrayWithConstant(length(prediction_numbers), 1)) AS sent_predicted
            WHERE isFinite(sent_value)
        )
        GROUP BY series
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
    ARRAY JOIN numbers AS value
)
GROUP BY series, bucket;
