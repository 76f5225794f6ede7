-- Of requests that were answered.
SELECT time, model, q[1] AS p50, q[3] AS p95, q[4] AS p99
FROM
(
    SELECT $__timeInterval(minute) AS time, model, quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(latency) AS q
    FROM request_rollup_1m
    WHERE error_class = '' AND model IN (${model:singlequote}) AND $__timeFilter(minute)
    GROUP BY time, model
)
ORDER BY time, model
