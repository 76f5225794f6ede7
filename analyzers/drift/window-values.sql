-- Values of all windows at once, by column: numbers in buckets, categories as they are. Windows are adjacent; `starts` are theirs, in epoch seconds, rising.
SELECT window, feature, kind, grid, bucket, '' AS category, sum(rows) AS rows, sum(total) AS total
FROM (
    SELECT arrayLastIndex(start -> start <= toInt64(toUnixTimestamp(minute)), {starts: Array(Int64)}) AS window, feature, kind, grid, bucket, rows, total
    FROM feature_buckets_1m
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
        AND minute >= toDateTime({from: Int64}, 'UTC') AND minute < toDateTime({to: Int64}, 'UTC')
)
GROUP BY window, feature, kind, grid, bucket
UNION ALL
SELECT window, feature, kind, toUInt32(0) AS grid, toInt32(0) AS bucket, category, sum(rows) AS rows, toFloat64(0) AS total
FROM (
    SELECT arrayLastIndex(start -> start <= toInt64(toUnixTimestamp(minute)), {starts: Array(Int64)}) AS window, feature, kind, category, rows
    FROM feature_categories_1m
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
        AND minute >= toDateTime({from: Int64}, 'UTC') AND minute < toDateTime({to: Int64}, 'UTC')
)
GROUP BY window, feature, kind, category
