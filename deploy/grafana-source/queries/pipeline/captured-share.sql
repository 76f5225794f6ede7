SELECT $__timeInterval(minute) AS time, model, sum(l.captured) / nullIf(sum(l.served) - sum(l.sampled_out), 0) AS share
FROM ledger AS l
WHERE model IN (${model:singlequote}) AND $__timeFilter(minute)
GROUP BY time, model
ORDER BY time, model
