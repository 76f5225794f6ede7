SELECT
    count() AS rows,
    countIf(has(missing_features, {subject: String})) AS missing,
    countIf(is_number OR is_category) AS values,
    uniqExactIf(if(is_number, toString(number), category), is_number OR is_category) AS distinct_values,
    avgOrNullIf(number, is_number) AS mean,
    quantileExactOrNullIf(0.5)(number, is_number) AS median,
    minOrNullIf(number, is_number) AS least,
    maxOrNullIf(number, is_number) AS largest,
    arrayStringConcat(topKIf(3)(category, is_category), ', ') AS commonest
FROM (
    SELECT
        missing_features,
        mapContains(feature_numbers, {subject: String}) OR mapContains(prediction_numbers, {subject: String}) AS is_number,
        mapContains(feature_categories, {subject: String}) OR mapContains(prediction_categories, {subject: String}) AS is_category,
        if(mapContains(feature_numbers, {subject: String}), feature_numbers[{subject: String}], prediction_numbers[{subject: String}]) AS number,
        toString(if(mapContains(feature_categories, {subject: String}), feature_categories[{subject: String}], prediction_categories[{subject: String}])) AS category
    FROM inferences
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
)
