SELECT p.model AS model, p.name AS name, p.baseline_id AS baselineId, b.name AS baseline, b.source AS source, p.pinned_by AS by, p.alert_id AS alertId,
    toUnixTimestamp64Milli(p.since_time) AS since, toUnixTimestamp64Milli(p.pinned_time) AS pinned
FROM (SELECT * FROM baseline_pins FINAL WHERE model IN {models: Array(String)}) AS p
LEFT JOIN (SELECT DISTINCT model, baseline_id, name, source FROM baselines WHERE model IN {models: Array(String)}) AS b ON p.model = b.model AND p.baseline_id = b.baseline_id
ORDER BY p.pinned_time DESC
LIMIT 100 BY model
