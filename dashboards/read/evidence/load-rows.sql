SELECT event_time, request_id, status, total_ms, upstream_ms, queue_ms, compute_ms, in_flight, rows, node
FROM requests
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
ORDER BY total_ms DESC, request_id
LIMIT {limit: UInt32}
