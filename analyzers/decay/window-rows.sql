-- A sample of a window's labelled rows with their inputs, by what was known of their labels until a moment. The same rows each time. `label` of a multiclass row: whether the class was right; its score is −1 where it has none.
SELECT
  toInt64(toUnixTimestamp(toStartOfDay(predictions.event_time, {timeZone: String}))) * 1000 AS day,
  if({task: String} = 'multiclass' AND NOT ifNull(isFinite(prediction), 0), -1., prediction) AS score,
  multiIf({task: String} = 'regression', toFloat64OrZero(truth), {task: String} = 'binary', toFloat64({{isPositiveLabel(truth)}}), toFloat64({{class(class)}} = {{class(truth)}})) AS label,
  leftUTF8({{class(class)}}, 100) AS predicted,
  feature_numbers AS numbers,
  feature_categories AS categories
FROM (
  SELECT
    request_id, row_number, event_time, feature_numbers, feature_categories,
    if(mapContains(prediction_numbers, {score: String}), prediction_numbers[{score: String}], nan) AS prediction,
    multiIf(
      mapContains(prediction_categories, {class: String}), toString(prediction_categories[{class: String}]),
      mapContains(prediction_numbers, {class: String}), toString(prediction_numbers[{class: String}]), '') AS class
  FROM inferences
  WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
    AND if({task: String} = 'multiclass', mapContains(prediction_categories, {class: String}) OR mapContains(prediction_numbers, {class: String}), isFinite(prediction))
) AS predictions
INNER JOIN (
  SELECT request_id, row_number, argMax(label, (received_time, sequence, observed_time, label)) AS truth
  FROM {{labels}}
  WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({until: Int64})
  GROUP BY request_id, row_number
  HAVING argMax(withdrawn, (received_time, sequence, observed_time, label)) = 0
) AS truths USING (request_id, row_number)
WHERE ({task: String} != 'regression' OR isFinite(toFloat64OrNull(truth))) AND {{isKnown(truth)}}
ORDER BY cityHash64(request_id, row_number), request_id, row_number
LIMIT {most: UInt32}
