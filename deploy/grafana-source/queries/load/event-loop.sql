SELECT $__timeInterval(event_time) AS time, node, role, max(n.event_loop_delay_ms) AS delay
FROM node_samples AS n
WHERE $__timeFilter(event_time)
GROUP BY time, node, role
ORDER BY time, node, role
