SELECT $__timeInterval(event_time) AS time, node, role, avg(cpu_share) AS processor
FROM node_samples
WHERE $__timeFilter(event_time)
GROUP BY time, node, role
ORDER BY time, node, role
