SELECT $__timeInterval(event_time) AS time, node, role, max(n.memory_bytes) AS memory
FROM node_samples AS n
WHERE $__timeFilter(event_time)
GROUP BY time, node, role
ORDER BY time, node, role
