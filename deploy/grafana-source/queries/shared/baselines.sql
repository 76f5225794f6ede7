SELECT pinned_time AS time, concat(model, ': another baseline') AS title, concat(name, if(pinned_by = '', '', concat(', by ', pinned_by))) AS text
FROM baseline_pins FINAL
WHERE model IN (${model:singlequote}) AND $__timeFilter(pinned_time)
ORDER BY time
