SELECT $__timeInterval(minute) AS time, model, error_class, sum(r.requests) / $__interval_s AS failed
FROM request_rollup_1m AS r
WHERE error_class != '' AND model IN (${model:singlequote}) AND $__timeFilter(minute)
GROUP BY time, model, error_class
ORDER BY time, model, error_class
