-- A client that hung up is nobody else's failure.
SELECT $__timeInterval(minute) AS time, model, sumIf(r.requests, r.error_class NOT IN ('', 'clientClosed')) / sum(r.requests) AS share
FROM request_rollup_1m AS r
WHERE model IN (${model:singlequote}) AND $__timeFilter(minute)
GROUP BY time, model
ORDER BY time, model
