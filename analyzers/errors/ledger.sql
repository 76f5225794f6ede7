-- Requests served, captured and sampled out by window, from the ledger.
SELECT
  roundDown(toInt64(toUnixTimestamp(minute)) * 1000, {starts: Array(Int64)}) AS window,
  sum(ledger.served) AS servedRequests,
  sum(ledger.captured) AS capturedRequests,
  sum(ledger.sampled_out) AS sampledOutRequests
FROM ledger
WHERE model = {model: String} AND minute >= fromUnixTimestamp64Milli({from: Int64}) AND minute < fromUnixTimestamp64Milli({to: Int64})
GROUP BY window
