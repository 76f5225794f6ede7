-- 0 unchanged, 1 can't tell, 2 changed but immaterial, 3 changed: the worst of an analyzer's subjects in each window.
SELECT
    window_start AS time,
    model,
    toString(analyzer) AS analyzer,
    max(multiIf(verdict = 'ok', 0, verdict = 'noData', 1, material, 3, 2)) AS verdict
FROM (SELECT window_start, model, analyzer, verdict, material FROM findings FINAL WHERE model IN (${model:singlequote}) AND $__timeFilter(window_start))
GROUP BY time, model, analyzer
ORDER BY time, model, analyzer
