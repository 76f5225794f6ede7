-- Values of several windows from the rollups, one row a window, column and grid. `bounds`: all starts and ends of the windows, epoch seconds, rising; `starts`: the windows' starts, which tell them apart.
-- `own`: the grid is the baseline's; the means of buckets are told only of other grids, to carry them over.
SELECT start, feature, kind, own, groupArray(bucket) AS buckets, emptyArrayString() AS categories, groupArray(counted) AS rows, if(own = 1, emptyArrayFloat64(), groupArray(summed / counted)) AS means
FROM (
    SELECT
        roundDown(toInt64(toUnixTimestamp(minute)), {bounds: Array(Int64)}) AS start, feature, kind,
        toUInt8({grids: Array(UInt32)}[indexOf({numbers: Array(String)}, concat(kind, '/', feature))] = grid AND has({numbers: Array(String)}, concat(kind, '/', feature))) AS own,
        bucket, sum(rows) AS counted, sum(total) AS summed
    FROM feature_buckets_1m
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String}) AND feature IN {features: Array(String)}
        AND minute >= toDateTime({from: Int64}, 'UTC') AND minute < toDateTime({to: Int64}, 'UTC')
    GROUP BY start, feature, kind, grid, bucket
    HAVING has({starts: Array(Int64)}, start)
)
GROUP BY start, feature, kind, own
UNION ALL
SELECT start, feature, kind, toUInt8(1) AS own, emptyArrayInt32() AS buckets, groupArray(category) AS categories, groupArray(counted) AS rows, emptyArrayFloat64() AS means
FROM (
    SELECT roundDown(toInt64(toUnixTimestamp(minute)), {bounds: Array(Int64)}) AS start, feature, kind, category, sum(rows) AS counted
    FROM feature_categories_1m
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String}) AND feature IN {features: Array(String)}
        AND minute >= toDateTime({from: Int64}, 'UTC') AND minute < toDateTime({to: Int64}, 'UTC')
    GROUP BY start, feature, kind, category
    HAVING has({starts: Array(Int64)}, start)
)
GROUP BY start, feature, kind
