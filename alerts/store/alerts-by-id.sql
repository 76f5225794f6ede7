SELECT labels['progress'] AS progress
FROM alerts FINAL
WHERE has({ids: Array(String)}, alert_id)
ORDER BY alert_id
