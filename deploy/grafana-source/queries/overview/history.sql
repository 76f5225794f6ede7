SELECT started_time AS began, fired_time AS fired, resolved_time AS resolved, model, state, severity, analyzer, subject, cause, summary, alert_id
FROM alerts FINAL
WHERE model IN (${model:singlequote}) AND $__timeFilter(started_time)
ORDER BY began DESC
LIMIT 200
