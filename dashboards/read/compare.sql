-- What columns hold in two times, or beside one version: numbers by their buckets (with the sum of their values), categories by their rows. By whole hours.
SELECT side, name, grid, groupArray((bucket, rows, total)) AS buckets, [] :: Array(Tuple(String, UInt64)) AS categories
FROM
(
    SELECT
        if(b.hour >= toStartOfHour(toDateTime(intDiv({from: Int64}, 1000), 'UTC')) AND b.hour < toDateTime(intDiv({to: Int64}, 1000), 'UTC')
            AND ({version: String} = '' OR b.version != {version: String}), 'this', 'other') AS side,
        b.feature AS name, b.grid AS grid, b.bucket AS bucket, toUInt64(sum(b.rows)) AS rows, sum(b.total) AS total
    FROM feature_buckets_1h AS b
    WHERE b.model = {model: String} AND b.feature IN {names: Array(String)}
        AND (side = 'this' OR (b.hour >= toStartOfHour(toDateTime(intDiv({otherFrom: Int64}, 1000), 'UTC')) AND b.hour < toDateTime(intDiv({otherTo: Int64}, 1000), 'UTC')
            AND ({version: String} = '' OR b.version = {version: String})))
    GROUP BY side, name, grid, bucket
)
GROUP BY side, name, grid
UNION ALL
SELECT side, name, 0 AS grid, [] :: Array(Tuple(Int32, UInt64, Float64)) AS buckets, groupArray((category, rows)) AS categories
FROM
(
    SELECT
        if(c.hour >= toStartOfHour(toDateTime(intDiv({from: Int64}, 1000), 'UTC')) AND c.hour < toDateTime(intDiv({to: Int64}, 1000), 'UTC')
            AND ({version: String} = '' OR c.version != {version: String}), 'this', 'other') AS side,
        c.feature AS name, c.category AS category, toUInt64(sum(c.rows)) AS rows
    FROM feature_categories_1h AS c
    WHERE c.model = {model: String} AND c.feature IN {names: Array(String)}
        AND (side = 'this' OR (c.hour >= toStartOfHour(toDateTime(intDiv({otherFrom: Int64}, 1000), 'UTC')) AND c.hour < toDateTime(intDiv({otherTo: Int64}, 1000), 'UTC')
            AND ({version: String} = '' OR c.version = {version: String})))
    GROUP BY side, name, category
    ORDER BY rows DESC
    LIMIT 200 BY side, name
)
GROUP BY side, name
