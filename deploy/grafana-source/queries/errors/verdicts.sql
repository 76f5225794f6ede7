SELECT model, version, subject, argMax(verdict, t.starts) AS newest, argMax(cause, t.starts) AS named_cause, max(t.starts) AS window, argMax(summary, t.starts) AS sentence
FROM (SELECT *, window_start AS starts FROM findings FINAL WHERE analyzer = 'errors' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)) AS t
GROUP BY model, version, subject
ORDER BY newest = 'ok', newest = 'noData', model, version, subject
