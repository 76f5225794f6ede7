-- One line a model: what fires, what its newest windows say, its traffic in the period, how far it is judged.
SELECT
    model,
    sum(t.firing) AS alerts_firing,
    sum(t.changed) AS changed,
    sum(t.unsure) AS cannot_tell,
    sum(t.served) AS requests,
    sum(t.failed) / nullIf(sum(t.served), 0) AS failed_share,
    max(t.judged) AS judged_to
FROM
(
    SELECT a.model AS model, count() AS firing, 0 AS changed, 0 AS unsure, 0 AS served, 0 AS failed, CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS judged
    FROM alerts AS a FINAL
    WHERE a.state = 'firing' AND a.model IN (${model:singlequote})
    GROUP BY a.model
    UNION ALL
    SELECT n.model, 0, countIf(n.newest NOT IN ('ok', 'noData')), countIf(n.newest = 'noData'), 0, 0, NULL
    FROM
    (
        SELECT f.model AS model, argMax(f.verdict, f.window_start) AS newest
        FROM findings AS f FINAL
        WHERE f.model IN (${model:singlequote}) AND $__timeFilter(window_start)
        GROUP BY f.model, f.version, f.analyzer, f.subject
    ) AS n
    GROUP BY n.model
    UNION ALL
    SELECT r.model, 0, 0, 0, sum(r.requests), sumIf(r.requests, r.error_class NOT IN ('', 'clientClosed')), NULL
    FROM request_rollup_1m AS r
    WHERE r.model IN (${model:singlequote}) AND $__timeFilter(minute)
    GROUP BY r.model
    UNION ALL
    SELECT j.model, 0, 0, 0, 0, 0, max(j.window_end)
    FROM judged_windows AS j FINAL
    WHERE j.model IN (${model:singlequote})
    GROUP BY j.model
) AS t
GROUP BY model
ORDER BY alerts_firing DESC, changed DESC, model
