-- Windows of a model that an analyzer found bad, by subject, as they stand now.
SELECT subject, toUnixTimestamp64Milli(window_start) AS windowStart, verdict, version
FROM findings FINAL
WHERE model = {model: String} AND version = {version: String} AND analyzer = {analyzer: String} AND verdict IN ('failing', 'degraded')
  AND window_start >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
