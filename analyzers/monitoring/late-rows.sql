-- When the last row of each quarter of an hour was received, as far as that had happened by `now`.
SELECT toInt64(toUnixTimestamp(toStartOfFifteenMinutes(event_time))) * 1000 AS quarter, toUnixTimestamp64Milli(max(received_time)) AS received
FROM requests
WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
    AND received_time <= fromUnixTimestamp64Milli({now: Int64}, 'UTC')
GROUP BY quarter
