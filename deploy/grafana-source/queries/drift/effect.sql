-- In each column's own unit, which is in the series' name.
SELECT window_start AS time, model, version, concat(subject, if(effect_unit = '', '', concat(' (', effect_unit, ')'))) AS column, effect
FROM findings FINAL
WHERE analyzer = 'drift' AND effect IS NOT NULL AND model IN (${model:singlequote}) AND $__conditionalAll(subject IN (${subject:singlequote}), $subject) AND $__timeFilter(window_start)
ORDER BY time, model, version, column
