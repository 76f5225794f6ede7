-- Predicted rows and the ledger's requests by window.
SELECT window, sum(predictions) AS predicted, sum(servedRequests) AS served, sum(capturedRequests) AS captured, sum(sampledOutRequests) AS sampledOut
FROM (
  SELECT roundDown(toUnixTimestamp64Milli(event_time), {starts: Array(Int64)}) AS window, 1 AS predictions, 0 AS servedRequests, 0 AS capturedRequests, 0 AS sampledOutRequests
  FROM inferences
  WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
  UNION ALL
  SELECT roundDown(toInt64(toUnixTimestamp(minute)) * 1000, {starts: Array(Int64)}), 0, ledger.served, ledger.captured, ledger.sampled_out
  FROM ledger
  WHERE model = {model: String} AND minute >= fromUnixTimestamp64Milli({from: Int64}) AND minute < fromUnixTimestamp64Milli({to: Int64})
)
GROUP BY window
