SELECT fired_time AS time, coalesce(resolved_time, now64(3)) AS timeEnd, concat(model, ': ', name) AS title, summary AS text, [toString(severity), toString(analyzer)] AS tags
FROM alerts FINAL
WHERE fired_time IS NOT NULL AND model IN (${model:singlequote}) AND $__timeFilter(fired_time)
ORDER BY time
