-- A window without enough data is a gap, not a zero. Of each model the twenty columns that came furthest: a thousand lines are no chart.
SELECT window_start AS time, model, version, subject, if(verdict = 'noData', NULL, statistic / nullIf(threshold, 0)) AS ratio
FROM findings FINAL
WHERE analyzer = 'drift' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)
    AND (model, subject) IN
    (
        SELECT model, subject
        FROM findings FINAL
        WHERE analyzer = 'drift' AND model IN (${model:singlequote}) AND $__conditionalAll(subject IN (${subject:singlequote}), $subject) AND $__timeFilter(window_start)
        GROUP BY model, subject
        ORDER BY max(if(verdict = 'noData', 0, ifNull(statistic / nullIf(threshold, 0), 0))) DESC, subject
        LIMIT 20 BY model
    )
ORDER BY time, model, version, subject
