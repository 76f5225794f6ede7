SELECT model, version, sum(r.requests) AS requests, sumIf(r.requests, r.error_class NOT IN ('', 'clientClosed')) AS failed, failed / requests AS failed_share
FROM request_rollup_1m AS r
WHERE model IN (${model:singlequote}) AND $__timeFilter(minute)
GROUP BY model, version
ORDER BY model, version
