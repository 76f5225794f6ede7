-- A sample of rows with a new level and of all others in a window, and of rows with the level that it may be a new name of and of all others in the windows before, with all of their features. The same rows each time.
SELECT part, numbers, categories
FROM (
  SELECT
    request_id, row_number, feature_numbers AS numbers, feature_categories AS categories,
    feature_categories[{column: String}] AS level,
    event_time >= fromUnixTimestamp64Milli({start: Int64}) AS isNow,
    multiIf(isNow AND level = {to: String}, 'to', isNow AND level != {from: String}, 'restNow', NOT isNow AND level = {from: String}, 'from', NOT isNow AND level != {to: String}, 'restBefore', '') AS part
  FROM inferences
  WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({before: Int64}) AND event_time < fromUnixTimestamp64Milli({end: Int64})
    AND mapContains(feature_categories, {column: String})
)
WHERE part != ''
ORDER BY cityHash64(request_id, row_number), request_id, row_number
LIMIT {most: UInt32} BY part
