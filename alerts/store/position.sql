SELECT toUnixTimestamp64Milli(max(judged_time)) AS position
FROM judged_windows
WHERE model = '' AND analyzer = 'alerts'
