SELECT fired_time AS since, model, severity, analyzer, subject, cause, summary, alert_id
FROM alerts FINAL
WHERE state = 'firing' AND model IN (${model:singlequote})
ORDER BY severity, since DESC
