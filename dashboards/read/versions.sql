SELECT r.version AS version, toInt64(toUnixTimestamp(min(r.minute))) * 1000 AS since
FROM request_rollup_1m AS r
WHERE r.model = {model: String}
GROUP BY r.version
ORDER BY since
LIMIT 100
