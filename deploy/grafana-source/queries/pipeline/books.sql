-- What balances: served = captured + sampled out + dropped + lost + still spooled.
SELECT
    model,
    node,
    sum(l.served) AS served,
    sum(l.captured) AS captured,
    sum(l.sampled_out) AS sampled_out,
    sum(arraySum(mapValues(l.dropped))) AS dropped,
    sum(l.lost_before_log) AS lost,
    toInt64(served) - captured - sampled_out - dropped - lost AS spooled
FROM ledger AS l
WHERE model IN (${model:singlequote}) AND $__timeFilter(minute)
GROUP BY model, node
ORDER BY model, node
