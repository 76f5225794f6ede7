-- By window: requests stored, rows scored and requests that the books know of, added up; it grows with whatever comes. From the per-minute rollups.
SELECT window, sum(counted) AS seen
FROM (
  SELECT roundDown(toInt64(toUnixTimestamp(minute)) * 1000, {starts: Array(Int64)}) AS window, requests AS counted
  FROM request_rollup_1m
  WHERE model = {model: String} AND minute >= fromUnixTimestamp64Milli({from: Int64}) AND minute < fromUnixTimestamp64Milli({to: Int64})
  UNION ALL
  SELECT roundDown(toInt64(toUnixTimestamp(minute)) * 1000, {starts: Array(Int64)}), rows
  FROM scored_rows_1m
  WHERE model = {model: String} AND minute >= fromUnixTimestamp64Milli({from: Int64}) AND minute < fromUnixTimestamp64Milli({to: Int64})
  UNION ALL
  SELECT roundDown(toInt64(toUnixTimestamp(minute)) * 1000, {starts: Array(Int64)}), ledger.served
  FROM ledger
  WHERE model = {model: String} AND minute >= fromUnixTimestamp64Milli({from: Int64}) AND minute < fromUnixTimestamp64Milli({to: Int64})
)
GROUP BY window
