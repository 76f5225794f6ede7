-- 0: no answer was sent.
SELECT $__timeInterval(event_time) AS time, model, toString(status) AS status, count() / $__interval_s AS answers
FROM requests
WHERE model IN (${model:singlequote}) AND $__timeFilter(event_time)
GROUP BY time, model, status
ORDER BY time, model, status
