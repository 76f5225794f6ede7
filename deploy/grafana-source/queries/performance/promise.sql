SELECT window_start AS time, model, version, JSONExtract(evidence, 'observed', 'Nullable(Float64)') AS observed, JSONExtract(evidence, 'predicted', 'Nullable(Float64)') AS predicted
FROM findings FINAL
WHERE analyzer = 'decay' AND subject = 'calibrationGap' AND verdict != 'noData' AND model IN (${model:singlequote}) AND $__timeFilter(window_start)
ORDER BY time, model, version
