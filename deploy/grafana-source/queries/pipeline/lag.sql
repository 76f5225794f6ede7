SELECT $__timeInterval(event_time) AS time, node, max(n.consumer_lag) AS lag
FROM node_samples AS n
WHERE $__timeFilter(event_time)
GROUP BY time, node
ORDER BY time, node
