-- Load by window. What slows one request slows those beside it, so slow ones are also counted by the second of wall time in which they came.
SELECT
  window,
  sum(secondRequests) AS requests,
  sum(secondJudged) AS judged,
  sum(secondSlow) AS slow,
  countIf(secondJudged > 0) AS seconds,
  sum(secondRefused) AS refused,
  sum(secondSaturated) AS saturated,
  max(secondInFlight) AS maxInFlight,
  sum(secondRows) AS rows,
  arrayMap(value -> if(isNaN(value), NULL, value), quantilesExactInclusiveMerge(0.5, 0.95, 0.99)(secondLatencies)) AS latencies,
  max(secondQueue) AS maxQueueMs,
  sumMap(secondHistogram.1, secondHistogram.2) AS counted,
  arrayZip(counted.1, counted.2) AS histogram
FROM (
  SELECT
    roundDown(toUnixTimestamp64Milli(event_time), {starts: Array(Int64)}) AS window,
    toUnixTimestamp(received_time) AS second,
    count() AS secondRequests,
    countIf(error_class IN ('', 'network', 'server')) AS secondJudged,
    countIf(error_class IN ('', 'network', 'server') AND total_ms > {latencyMs: Float64}) AS secondSlow,
    countIf(error_class = 'overload') AS secondRefused,
    countIf(error_class != 'overload' AND in_flight >= {saturation: UInt32}) AS secondSaturated,
    max(in_flight) AS secondInFlight,
    sum(rows) AS secondRows,
    quantilesExactInclusiveStateIf(0.5, 0.95, 0.99)(total_ms, error_class IN ('', 'network', 'server')) AS secondLatencies,
    max(queue_ms) AS secondQueue,
    sumMapIf([toInt16(ceil(8 * log2(greatest(total_ms, 0.01))))], [toUInt64(1)], error_class IN ('', 'network', 'server')) AS secondHistogram
  FROM requests
  WHERE model = {model: String} AND ({version: String} = '' OR version IN ({version: String}, ''))
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
  GROUP BY window, second
)
GROUP BY window
ORDER BY window
