-- Values of some columns, up to 20,000 of each, from the first part of every hour, so that a long range is read in part and still as a whole.
SELECT name AS feature, groupArraySample(20000, 1)(sent) AS sample
FROM (
    SELECT feature_numbers, prediction_numbers
    FROM inferences
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
        AND event_time >= toDateTime({from: Int64}, 'UTC') AND event_time < toDateTime({to: Int64}, 'UTC')
        AND toUnixTimestamp64Milli(event_time) % 3600000 < {milliseconds: Int64}
)
ARRAY JOIN
    arrayConcat(mapKeys(feature_numbers), mapKeys(prediction_numbers)) AS name,
    arrayConcat(mapValues(feature_numbers), mapValues(prediction_numbers)) AS sent
WHERE isFinite(sent) AND name IN {features: Array(String)}
GROUP BY name
SETTINGS max_threads = 1
