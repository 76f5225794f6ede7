-- From a request to its row's place in the store, as the collector received it.
SELECT $__timeInterval(event_time) AS time, model, quantile(0.95)(dateDiff('millisecond', event_time, received_time)) AS p95
FROM requests
WHERE model IN (${model:singlequote}) AND $__timeFilter(event_time)
GROUP BY time, model
ORDER BY time, model
