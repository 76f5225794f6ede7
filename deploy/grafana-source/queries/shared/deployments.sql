-- The first minute in which a version of a model answered.
SELECT min(minute) AS time, concat(model, ' ', version) AS title, 'first request of this version' AS text
FROM request_rollup_1m
WHERE model IN (${model:singlequote})
GROUP BY model, version
HAVING $__timeFilter(time)
ORDER BY time
