SELECT
    count() AS requests,
    sum(rows) AS rows,
    quantileExactOrNullIf(0.5)(total_ms, error_class = '') AS median_ms,
    quantileExactOrNullIf(0.95)(total_ms, error_class = '') AS p95_ms,
    maxOrNullIf(total_ms, error_class = '') AS slowest_ms,
    max(in_flight) AS most_in_flight
FROM requests
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
