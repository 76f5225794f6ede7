SELECT $__timeInterval(event_time) AS time, model, max(r.in_flight) AS in_flight
FROM requests AS r
WHERE model IN (${model:singlequote}) AND $__timeFilter(event_time)
GROUP BY time, model
ORDER BY time, model
