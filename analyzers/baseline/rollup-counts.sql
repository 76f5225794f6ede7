-- Values of several windows from the rollups, one row a window, column and grid. `bounds`: all starts and ends of the windows, epoch seconds, rising; `starts`: the windows' starts, which tell them apart.
-- Windows of whole hours (`hourly`) are read by the hour, as far back as there are hours. `own`: the grid is the baseline's; the means of buckets are told only of other grids, to carry them over.
WITH (SELECT max(since) FROM hours_since WHERE model = {model: String}) AS since
SELECT start, feature, kind, own, groupArray(bucket) AS buckets, emptyArrayString() AS categories, groupArray(counted) AS rows, if(own = 1, emptyArrayFloat64(), groupArray(summed / counted)) AS means
FROM (
    SELECT
        start, feature, kind, bucket, counted, summed,
        toUInt8(has({numbers: Array(String)}, concat(kind, '/', feature)) AND {grids: Array(UInt32)}[indexOf({numbers: Array(String)}, concat(kind, '/', feature))] = grid) AS own
    FROM (
        SELECT roundDown(toInt64(toUnixTimestamp(time)), {bounds: Array(Int64)}) AS start, feature, kind, grid, bucket, sum(rows) AS counted, sum(total) AS summed
        FROM (
            SELECT hour AS time, feature, kind, grid, bucket, rows, total
            FROM feature_buckets_1h
            WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String}) AND feature IN {features: Array(String)}
                AND hour >= if({hourly: UInt8} = 1, greatest(toDateTime({from: Int64}, 'UTC'), since), toDateTime({to: Int64}, 'UTC')) AND hour < toDateTime({to: Int64}, 'UTC')
            UNION ALL
            SELECT minute AS time, feature, kind, grid, bucket, rows, total
            FROM feature_buckets_1m
            WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String}) AND feature IN {features: Array(String)}
                AND minute >= toDateTime({from: Int64}, 'UTC') AND minute < if({hourly: UInt8} = 1, least(toDateTime({to: Int64}, 'UTC'), since), toDateTime({to: Int64}, 'UTC'))
        )
        GROUP BY start, feature, kind, grid, bucket
        HAVING has({starts: Array(Int64)}, start)
    )
)
GROUP BY start, feature, kind, own
UNION ALL
SELECT start, feature, kind, toUInt8(1) AS own, emptyArrayInt32() AS buckets, groupArray(category) AS categories, groupArray(counted) AS rows, emptyArrayFloat64() AS means
FROM (
    SELECT roundDown(toInt64(toUnixTimestamp(time)), {bounds: Array(Int64)}) AS start, feature, kind, category, sum(rows) AS counted
    FROM (
        SELECT hour AS time, feature, kind, category, rows
        FROM feature_categories_1h
        WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String}) AND feature IN {features: Array(String)}
            AND hour >= if({hourly: UInt8} = 1, greatest(toDateTime({from: Int64}, 'UTC'), (SELECT max(since) FROM hours_since WHERE model = {model: String})), toDateTime({to: Int64}, 'UTC'))
            AND hour < toDateTime({to: Int64}, 'UTC')
        UNION ALL
        SELECT minute AS time, feature, kind, category, rows
        FROM feature_categories_1m
        WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String}) AND feature IN {features: Array(String)}
            AND minute >= toDateTime({from: Int64}, 'UTC')
            AND minute < if({hourly: UInt8} = 1, least(toDateTime({to: Int64}, 'UTC'), (SELECT max(since) FROM hours_since WHERE model = {model: String})), toDateTime({to: Int64}, 'UTC'))
    )
    GROUP BY start, feature, kind, category
    HAVING has({starts: Array(Int64)}, start)
)
GROUP BY start, feature, kind
