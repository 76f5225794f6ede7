-- What some requests' rows put into the rollups by the minute, as the views of 002 and 005 did. Buckets are looked for on the grids that their minute has; where several fit, on the newest.
WITH erased AS (
    SELECT
        toStartOfMinute(event_time) AS minute, version, variant, feature_numbers, feature_categories, missing_features, prediction_numbers, prediction_categories
    FROM inferences
    WHERE model = {model: String} AND request_id IN {ids: Array(String)} AND received_time <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')
)
SELECT 'scored_rows_1m' AS rollup, minute, version, variant, '' AS feature, '' AS kind, '' AS category, toUInt32(0) AS grid, toInt32(0) AS bucket, count() AS counted, 0. AS total
FROM erased
GROUP BY minute, version, variant
UNION ALL
SELECT 'feature_missing_1m', minute, version, variant, feature, 'feature', '', 0, 0, count(), 0.
FROM erased
ARRAY JOIN missing_features AS feature
GROUP BY minute, version, variant, feature
UNION ALL
SELECT 'feature_categories_1m', minute, version, variant, feature, if(predicted = 1, 'prediction', 'feature') AS kind, category, 0, 0, count(), 0.
FROM erased
ARRAY JOIN
    arrayConcat(mapKeys(feature_categories), mapKeys(prediction_categories)) AS feature,
    arrayConcat(mapValues(feature_categories), mapValues(prediction_categories)) AS category,
    arrayConcat(arrayWithConstant(length(feature_categories), 0), arrayWithConstant(length(prediction_categories), 1)) AS predicted
GROUP BY minute, version, variant, feature, kind, category
UNION ALL
SELECT 'feature_buckets_1m', minute, version, variant, feature, kind, '', grid, bucket, sum(times), sum(value * times)
FROM (
    SELECT sent.minute AS minute, sent.version AS version, sent.variant AS variant, sent.feature AS feature, sent.kind AS kind, stored.grid AS grid, stored.bucket AS bucket, value, times
    FROM (
        SELECT minute, version, variant, feature, if(predicted = 1, 'prediction', 'feature') AS kind, value, count() AS times
        FROM erased
        ARRAY JOIN
            arrayConcat(mapKeys(feature_numbers), mapKeys(prediction_numbers)) AS feature,
            arrayConcat(mapValues(feature_numbers), mapValues(prediction_numbers)) AS value,
            arrayConcat(arrayWithConstant(length(feature_numbers), 0), arrayWithConstant(length(prediction_numbers), 1)) AS predicted
        WHERE isFinite(value)
        GROUP BY minute, version, variant, feature, kind, value
    ) AS sent
    INNER JOIN (
        SELECT minute, version, variant, feature, kind, grid, bucket
        FROM feature_buckets_1m
        WHERE model = {model: String} AND minute IN (SELECT minute FROM erased)
        GROUP BY minute, version, variant, feature, kind, grid, bucket
        HAVING sum(rows) > 0
    ) AS stored USING (minute, version, variant, feature, kind)
    LEFT JOIN (
        SELECT feature, grid, any(location) AS location, any(scale) AS scale, any(resolution) AS resolution
        FROM grids
        WHERE model = {model: String}
        GROUP BY feature, grid
    ) AS known ON known.feature = stored.feature AND known.grid = stored.grid
    WHERE stored.bucket = toInt32(round(asinh((value - location) / if(scale = 0, 1, scale)) * if(resolution = 0, 100, resolution)))
    ORDER BY grid DESC
    LIMIT 1 BY minute, version, variant, feature, kind, value
)
GROUP BY minute, version, variant, feature, kind, grid, bucket
