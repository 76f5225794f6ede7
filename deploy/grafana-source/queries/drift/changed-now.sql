-- The newest window of each column.
SELECT model, version, subject, argMax(verdict, t.starts) AS newest, argMax(cause, t.starts) AS named_cause, argMax(effect, t.starts) AS change, argMax(effect_unit, t.starts) AS unit, max(t.starts) AS window, argMax(summary, t.starts) AS sentence
FROM (SELECT *, window_start AS starts FROM findings FINAL WHERE analyzer = 'drift' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)) AS t
GROUP BY model, version, subject
HAVING newest != 'ok'
ORDER BY newest = 'noData', model, version, subject
