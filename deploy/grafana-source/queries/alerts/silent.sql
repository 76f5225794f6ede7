-- Minutes since a model's newest request: of models that were asked within a day.
SELECT model, dateDiff('minute', max(r.minute), now('UTC')) AS minutes FROM request_rollup_1m AS r WHERE $__timeFilter(minute) GROUP BY model
