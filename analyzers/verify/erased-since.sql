-- What was erased of the time that a verdict looked at.
SELECT sum(requests) AS requests, sum(labels) AS labels, toUnixTimestamp64Milli(max(requested_time)) AS time
FROM erasures FINAL
WHERE model = {model: String} AND state = 'done' AND to_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND from_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
