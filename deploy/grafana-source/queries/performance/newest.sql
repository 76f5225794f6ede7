SELECT model, version, subject, argMax(verdict, t.starts) AS newest, argMax(cause, t.starts) AS named_cause, argMax(rows, t.starts) AS labelled, max(t.starts) AS window, argMax(summary, t.starts) AS sentence
FROM (SELECT *, window_start AS starts FROM findings FINAL WHERE analyzer = 'decay' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)) AS t
GROUP BY model, version, subject
ORDER BY newest = 'ok', newest = 'noData', model, version, subject
