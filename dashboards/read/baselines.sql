SELECT baseline_id AS baselineId, name, version, source, toUnixTimestamp64Milli(created_time) AS createdTime
FROM baselines FINAL
WHERE model = {model: String}
ORDER BY created_time DESC
LIMIT 20
