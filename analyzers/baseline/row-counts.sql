-- The same from the rows: numbers in buckets of the baseline's grids, computed from each value; numbers of columns that are not numeric there one by one (`own` 0).
SELECT start, name AS feature, kind, own, groupArray(bucket) AS buckets, emptyArrayString() AS categories, groupArray(counted) AS rows, if(own = 1, emptyArrayFloat64(), groupArray(value)) AS means
FROM (
    SELECT
        start, name, kind, toUInt8(place > 0) AS own,
        if(place > 0, toInt32(round(asinh((sent - {locations: Array(Float64)}[place]) / {scales: Array(Float64)}[place]) * {resolutions: Array(Float64)}[place])), 0) AS bucket,
        if(place > 0, 0, sent) AS value, count() AS counted
    FROM (
        SELECT start, name, if(predicted = 1, 'prediction', 'feature') AS kind, sent, indexOf({numbers: Array(String)}, concat(kind, '/', name)) AS place
        FROM (
            SELECT
                roundDown(toUnixTimestamp64Milli(event_time), arrayMap(bound -> bound * 1000, {bounds: Array(Int64)})) / 1000 AS start,
                feature_numbers, prediction_numbers
            FROM inferences
            WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
                AND event_time >= toDateTime({from: Int64}, 'UTC') AND event_time < toDateTime({to: Int64}, 'UTC')
        )
        ARRAY JOIN
            arrayConcat(mapKeys(feature_numbers), mapKeys(prediction_numbers)) AS name,
            arrayConcat(mapValues(feature_numbers), mapValues(prediction_numbers)) AS sent,
            arrayConcat(arrayWithConstant(length(feature_numbers), 0), arrayWithConstant(length(prediction_numbers), 1)) AS predicted
        WHERE has({starts: Array(Int64)}, toInt64(start)) AND isFinite(sent) AND name IN {features: Array(String)}
    )
    GROUP BY start, name, kind, own, bucket, value
)
GROUP BY start, name, kind, own
UNION ALL
SELECT start, name AS feature, kind, toUInt8(1) AS own, emptyArrayInt32() AS buckets, groupArray(category) AS categories, groupArray(counted) AS rows, emptyArrayFloat64() AS means
FROM (
    SELECT start, name, if(predicted = 1, 'prediction', 'feature') AS kind, toString(sent) AS category, count() AS counted
    FROM (
        SELECT
            roundDown(toUnixTimestamp64Milli(event_time), arrayMap(bound -> bound * 1000, {bounds: Array(Int64)})) / 1000 AS start,
            feature_categories, prediction_categories
        FROM inferences
        WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
            AND event_time >= toDateTime({from: Int64}, 'UTC') AND event_time < toDateTime({to: Int64}, 'UTC')
    )
    ARRAY JOIN
        arrayConcat(mapKeys(feature_categories), mapKeys(prediction_categories)) AS name,
        arrayConcat(mapValues(feature_categories), mapValues(prediction_categories)) AS sent,
        arrayConcat(arrayWithConstant(length(feature_categories), 0), arrayWithConstant(length(prediction_categories), 1)) AS predicted
    WHERE has({starts: Array(Int64)}, toInt64(start)) AND name IN {features: Array(String)}
    GROUP BY start, name, predicted, category
)
GROUP BY start, name, kind
