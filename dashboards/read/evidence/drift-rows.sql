SELECT
    event_time, request_id, row_number,
    multiIf(
        has(missing_features, {subject: String}), '(missing)',
        mapContains(feature_numbers, {subject: String}), toString(feature_numbers[{subject: String}]),
        mapContains(prediction_numbers, {subject: String}), toString(prediction_numbers[{subject: String}]),
        mapContains(feature_categories, {subject: String}), toString(feature_categories[{subject: String}]),
        mapContains(prediction_categories, {subject: String}), toString(prediction_categories[{subject: String}]),
        '(not sent)'
    ) AS value,
    toString(prediction_numbers) AS predicted_numbers, toString(prediction_categories) AS predicted_categories
FROM inferences
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
ORDER BY cityHash64(request_id, row_number)
LIMIT {limit: UInt32}
