SELECT time, model, reason, sum(n) AS dropped
FROM
(
    SELECT $__timeInterval(minute) AS time, model, pair.1 AS reason, pair.2 AS n
    FROM ledger AS l
    ARRAY JOIN mapConcat(l.dropped, map('lost before the log', l.lost_before_log))::Array(Tuple(String, UInt64)) AS pair
    WHERE model IN (${model:singlequote}) AND $__timeFilter(minute) AND pair.2 > 0
)
GROUP BY time, model, reason
ORDER BY time, model, reason
