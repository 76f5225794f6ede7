SELECT $__timeInterval(minute) AS time, lost.1 AS topic, sum(lost.2) AS messages
FROM ledger AS l
ARRAY JOIN l.lost_in_log::Array(Tuple(String, UInt64)) AS lost
WHERE $__timeFilter(minute)
GROUP BY time, topic
ORDER BY time, topic
