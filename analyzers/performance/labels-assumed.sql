UNION ALL
-- What each row counts as from the horizon on. As if it had been received before anything was said, so that whatever was goes before it, a withdrawal too.
SELECT
  model, request_id, row_number, {assumedLabel: String}, fromUnixTimestamp64Milli(toUnixTimestamp64Milli(event_time) + {assumedAfter: Int64}, 'UTC'),
  fromUnixTimestamp64Milli(toInt64(-1), 'UTC'), 'assumed', toUInt8(0), toUInt64(0), toUInt8(1)
FROM inferences
WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({rowsFrom: Int64}) AND event_time <= fromUnixTimestamp64Milli({assumedUntil: Int64} - {assumedAfter: Int64})
