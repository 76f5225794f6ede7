SELECT window_start AS time, model, min(f.coverage) AS coverage
FROM findings AS f FINAL
WHERE analyzer = 'drift' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)
GROUP BY time, model
ORDER BY time, model
