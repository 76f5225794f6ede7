-- In each column's own unit, which is in the series' name; the columns of the chart above.
SELECT window_start AS time, model, version, concat(subject, if(effect_unit = '', '', concat(' (', effect_unit, ')'))) AS column, effect
FROM findings FINAL
WHERE analyzer = 'drift' AND effect IS NOT NULL AND model IN (${model:singlequote}) AND $__timeFilter(window_start)
    AND (model, subject) IN
    (
        SELECT model, subject
        FROM findings FINAL
        WHERE analyzer = 'drift' AND model IN (${model:singlequote}) AND $__conditionalAll(subject IN (${subject:singlequote}), $subject) AND $__timeFilter(window_start)
        GROUP BY model, subject
        ORDER BY max(if(verdict = 'noData', 0, ifNull(statistic / nullIf(threshold, 0), 0))) DESC, subject
        LIMIT 20 BY model
    )
ORDER BY time, model, version, column
