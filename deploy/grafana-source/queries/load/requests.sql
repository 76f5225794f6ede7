SELECT $__timeInterval(minute) AS time, model, sum(r.requests) / $__interval_s AS requests, sum(r.rows) / $__interval_s AS rows
FROM request_rollup_1m AS r
WHERE model IN (${model:singlequote}) AND $__timeFilter(minute)
GROUP BY time, model
ORDER BY time, model
