SELECT toUInt64(count()) AS labels, toUnixTimestamp64Milli(max(observed_time)) AS latest
FROM labels
WHERE model = {model: String}
