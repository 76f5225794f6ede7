SELECT window_start AS time, model, countIf(verdict NOT IN ('ok', 'noData')) AS changed, countIf(verdict = 'noData') AS cannot_tell, countIf(verdict = 'ok') AS unchanged
FROM findings FINAL
WHERE analyzer = 'drift' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)
GROUP BY time, model
ORDER BY time, model
