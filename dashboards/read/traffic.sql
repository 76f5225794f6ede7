SELECT
    toInt64(toUnixTimestamp(toStartOfInterval(t.minute, toIntervalSecond({step: UInt32})))) * 1000 AS time,
    toUInt64(sum(t.requests)) AS requests,
    toUInt64(sumIf(t.requests, t.error_class != '')) AS failed,
    sumMapIf(map(toString(t.error_class), t.requests), t.error_class != '') AS failures,
    quantilesTDigestMergeIf(0.5, 0.9, 0.95, 0.99)(t.latency, t.error_class = '') AS latencies
FROM request_rollup_1m AS t
WHERE t.model = {model: String}
  AND t.minute >= toDateTime(intDiv({from: Int64}, 1000), 'UTC')
  AND t.minute < toDateTime(intDiv({to: Int64}, 1000), 'UTC')
GROUP BY time
ORDER BY time
