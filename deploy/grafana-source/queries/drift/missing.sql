-- Rows without a value, of the rows that were captured.
SELECT m.time AS time, m.model AS model, m.feature AS feature, m.missing / s.scored AS share
FROM
(
    SELECT $__timeInterval(minute) AS time, model, feature, sum(t.rows) AS missing
    FROM feature_missing_1m AS t
    WHERE kind = 'feature' AND model IN (${model:singlequote}) AND $__conditionalAll(feature IN (${subject:singlequote}), $subject) AND $__timeFilter(minute)
    GROUP BY time, model, feature
) AS m
INNER JOIN
(
    SELECT $__timeInterval(minute) AS time, model, sum(t.rows) AS scored
    FROM scored_rows_1m AS t
    WHERE model IN (${model:singlequote}) AND $__timeFilter(minute)
    GROUP BY time, model
) AS s ON m.time = s.time AND m.model = s.model
ORDER BY time, model, feature
