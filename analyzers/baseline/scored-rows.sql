-- Scored rows of several windows, by the minute as far back as they were counted so, before that one by one.
WITH (SELECT max(since) FROM hours_since WHERE model = {model: String}) AS since
SELECT roundDown(toInt64(toUnixTimestamp(time)), {bounds: Array(Int64)}) AS start, sum(counted) AS rows
FROM (
    SELECT minute AS time, rows AS counted
    FROM scored_rows_1m
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
        AND minute >= greatest(toDateTime({from: Int64}, 'UTC'), since) AND minute < toDateTime({to: Int64}, 'UTC')
    UNION ALL
    SELECT toStartOfMinute(event_time) AS time, count() AS counted
    FROM inferences
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
        AND event_time >= toDateTime({from: Int64}, 'UTC') AND event_time < least(toDateTime({to: Int64}, 'UTC'), since)
    GROUP BY time
)
GROUP BY start
HAVING has({starts: Array(Int64)}, start)
