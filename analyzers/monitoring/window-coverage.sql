-- What the books say of each window (served, captured, sampled out), and the requests that have arrived.
SELECT window, sum(served) AS served, sum(captured) AS captured, sum(sampled_out) AS sampledOut, sum(stored) AS stored
FROM (
    SELECT arrayLastIndex(start -> start <= toInt64(toUnixTimestamp(minute)), {starts: Array(Int64)}) AS window, served, captured, sampled_out, toUInt64(0) AS stored
    FROM ledger
    WHERE model = {model: String} AND minute >= toDateTime({from: Int64}, 'UTC') AND minute < toDateTime({to: Int64}, 'UTC')
    UNION ALL
    SELECT arrayLastIndex(start -> start <= toInt64(toUnixTimestamp(minute)), {starts: Array(Int64)}) AS window, toUInt64(0) AS served, toUInt64(0) AS captured, toUInt64(0) AS sampled_out, requests AS stored
    FROM request_rollup_1m
    WHERE model = {model: String} AND minute >= toDateTime({from: Int64}, 'UTC') AND minute < toDateTime({to: Int64}, 'UTC')
)
GROUP BY window
