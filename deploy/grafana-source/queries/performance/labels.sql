SELECT $__timeInterval(received_time) AS time, model, count() AS labels
FROM labels
WHERE model IN (${model:singlequote}) AND $__timeFilter(received_time)
GROUP BY time, model
ORDER BY time, model
