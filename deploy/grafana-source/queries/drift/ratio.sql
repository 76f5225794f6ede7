-- A window without enough data is a gap, not a zero.
SELECT window_start AS time, model, version, subject, if(verdict = 'noData', NULL, statistic / nullIf(threshold, 0)) AS ratio
FROM findings FINAL
WHERE analyzer = 'drift' AND model IN (${model:singlequote}) AND $__conditionalAll(subject IN (${subject:singlequote}), $subject) AND $__timeFilter(window_start)
ORDER BY time, model, version, subject
