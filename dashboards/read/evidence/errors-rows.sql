SELECT event_time, request_id, status, error_class, error_message, total_ms, node
FROM requests
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
ORDER BY error_class != '' AND ({subject: String} = 'all' OR error_class = {subject: String}) DESC, cityHash64(request_id)
LIMIT {limit: UInt32}
