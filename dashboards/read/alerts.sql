SELECT
    alert_id AS alertId, name, model, subject, analyzer, cause, severity, state, summary,
    toUnixTimestamp64Milli(started_time) AS startedTime, toUnixTimestamp64Milli(fired_time) AS firedTime,
    toUnixTimestamp64Milli(resolved_time) AS resolvedTime, toUnixTimestamp64Milli(updated_time) AS updatedTime, revision,
    mapFilter((name, value) -> name != 'progress', labels) AS labels
FROM alerts FINAL
WHERE ({alertId: String} = '' OR alert_id = {alertId: String})
  AND ({model: String} = '' OR model = {model: String})
  AND ({state: String} = '' OR state = {state: String})
  AND started_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
  AND (resolved_time IS NULL OR resolved_time > fromUnixTimestamp64Milli({from: Int64}, 'UTC'))
ORDER BY started_time DESC, alert_id DESC
LIMIT {limit: UInt32}
