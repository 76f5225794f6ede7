-- Means; 0 where a server does not tell its queue and its compute.
SELECT $__timeInterval(event_time) AS time, model, avg(queue_ms) AS queue, avg(compute_ms) AS compute, avg(upstream_ms) AS upstream, avg(total_ms) AS whole
FROM requests
WHERE error_class = '' AND model IN (${model:singlequote}) AND $__timeFilter(event_time)
GROUP BY time, model
ORDER BY time, model
