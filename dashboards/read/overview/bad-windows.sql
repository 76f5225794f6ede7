-- Of the subjects that were bad of late (no more of a model than are told, those that a firing alert names first) all bad windows and the seven judged after each, which is what episodes are made of; and what labels said, which is whether a shift did harm. Only what episodes are made of: the few that are told are read whole afterwards.
SELECT
    * EXCEPT (near) REPLACE (
        toUnixTimestamp64Milli(window_start) AS window_start,
        toUnixTimestamp64Milli(window_end) AS window_end,
        toUnixTimestamp64Milli(judged_time) AS judged_time
    )
FROM
(
    SELECT *, max(material AND verdict != 'ok') OVER (PARTITION BY model, analyzer, subject ORDER BY window_start ROWS BETWEEN 7 PRECEDING AND CURRENT ROW) AS near
    FROM
    (
        SELECT
            finding_id, revision, analyzer, model, version, subject, window_start, window_end, judged_time, verdict, material, severity, cause, '' AS summary, statistic,
            '' AS statistic_name, p_value, threshold, '' AS threshold_source, effect, effect_low, effect_high, effect_unit, 1 AS coverage, 0 AS rows,
            '{"checks":[]}' AS evidence, '{}' AS inputs
        FROM findings
        PREWHERE model IN {models: Array(String)}
            AND (cityHash64(model, analyzer, subject) IN (
                SELECT cityHash64(model, analyzer, subject)
                FROM
                (
                    SELECT f.model AS model, f.analyzer AS analyzer, f.subject AS subject, max(f.window_start) AS latest, argMax(f.statistic / f.threshold, f.window_start) AS excess
                    FROM findings AS f
                    WHERE f.model IN {models: Array(String)}
                        AND f.material
                        AND f.verdict NOT IN ('ok', 'noData')
                        AND f.window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
                        AND f.window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
                    GROUP BY model, analyzer, subject
                )
                ORDER BY has({alerted: Array(String)}, concat(model, '\n', subject)) DESC, analyzer = 'drift', latest DESC, excess DESC, subject
                LIMIT {most: UInt32} BY model
            ) OR (analyzer = 'decay' AND subject NOT IN ('labels', 'staleness')))
            AND window_start >= fromUnixTimestamp64Milli({earliest: Int64}, 'UTC')
            AND window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
        ORDER BY revision DESC
        LIMIT 1 BY finding_id
    )
    WHERE verdict != 'noData'
)
WHERE near OR (analyzer = 'decay' AND subject NOT IN ('labels', 'staleness'))
ORDER BY window_start DESC
LIMIT 1000 BY model, analyzer, subject
LIMIT 50000
