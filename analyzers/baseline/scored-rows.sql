-- Scored rows of several windows.
SELECT roundDown(toInt64(toUnixTimestamp(event_time)), {bounds: Array(Int64)}) AS start, count() AS rows
FROM inferences
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= toDateTime({from: Int64}, 'UTC') AND event_time < toDateTime({to: Int64}, 'UTC')
GROUP BY start
HAVING has({starts: Array(Int64)}, start)
