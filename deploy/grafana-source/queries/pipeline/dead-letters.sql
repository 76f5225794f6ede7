-- What could not be read has no model.
SELECT $__timeInterval(received_time) AS time, topic, origin, count() AS messages
FROM dead_letters
WHERE $__timeFilter(received_time)
GROUP BY time, topic, origin
ORDER BY time, topic, origin
