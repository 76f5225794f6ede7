SELECT model, sum(arraySum(mapValues(l.dropped))) + sum(l.lost_before_log) AS lost FROM ledger AS l WHERE model != '' AND $__timeFilter(minute) GROUP BY model
