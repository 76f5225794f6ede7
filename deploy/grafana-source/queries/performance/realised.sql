SELECT window_start AS time, model, version, subject, JSONExtract(evidence, 'realised', 'value', 'Nullable(Float64)') AS realised
FROM findings FINAL
WHERE analyzer = 'decay' AND verdict != 'noData' AND JSONHas(evidence, 'realised') AND model IN (${model:singlequote}) AND $__timeFilter(window_start)
ORDER BY time, model, version, subject
