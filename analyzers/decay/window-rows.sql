-- A sample of a window's labelled rows with their inputs, by what was known of their labels until a moment. The same rows each time.
SELECT
  toInt64(toUnixTimestamp(toStartOfDay(predictions.event_time, {timeZone: String}))) * 1000 AS day,
  prediction_numbers[{score: String}] AS score,
  toUInt8({{isPositive(truth)}}) AS label,
  feature_numbers AS numbers,
  feature_categories AS categories
FROM (
  SELECT request_id, row_number, event_time, prediction_numbers, feature_numbers, feature_categories
  FROM inferences
  WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
    AND mapContains(prediction_numbers, {score: String}) AND isFinite(prediction_numbers[{score: String}])
) AS predictions
INNER JOIN (
  SELECT request_id, row_number, argMax(label, (received_time, sequence, observed_time, label)) AS truth
  FROM {{labels}}
  WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({until: Int64})
  GROUP BY request_id, row_number
  HAVING argMax(withdrawn, (received_time, sequence, observed_time, label)) = 0
) AS truths USING (request_id, row_number)
WHERE {{isKnown(truth)}}
ORDER BY cityHash64(request_id, row_number), request_id, row_number
LIMIT {most: UInt32}
