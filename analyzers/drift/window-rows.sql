-- Scored rows of each window.
SELECT arrayLastIndex(start -> start <= toInt64(toUnixTimestamp(event_time)), {starts: Array(Int64)}) AS window, count() AS rows
FROM inferences
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= toDateTime({from: Int64}, 'UTC') AND event_time < toDateTime({to: Int64}, 'UTC')
GROUP BY window
