SELECT $__timeInterval(event_time) AS time, model, sum(r.request_bytes) / $__interval_s AS received, sum(r.response_bytes) / $__interval_s AS sent
FROM requests AS r
WHERE model IN (${model:singlequote}) AND $__timeFilter(event_time)
GROUP BY time, model
ORDER BY time, model
