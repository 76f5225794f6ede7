SELECT model, name, baseline_id AS baselineId, pinned_by AS by, alert_id AS alertId,
    toUnixTimestamp64Milli(since_time) AS since, toUnixTimestamp64Milli(pinned_time) AS pinned
FROM baseline_pins FINAL
WHERE {model: String} = '' OR model = {model: String}
ORDER BY model, pinned_time DESC, name, since_time
