SELECT labels['progress'] AS progress
FROM alerts FINAL
WHERE state IN ('pending', 'firing') OR updated_time >= fromUnixTimestamp64Milli({since: Int64}, 'UTC')
ORDER BY alert_id
