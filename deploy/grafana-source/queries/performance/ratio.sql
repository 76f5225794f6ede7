SELECT window_start AS time, model, version, subject, if(verdict = 'noData', NULL, statistic / nullIf(threshold, 0)) AS ratio
FROM findings FINAL
WHERE analyzer = 'decay' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)
ORDER BY time, model, version, subject
