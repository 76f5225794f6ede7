-- Sums of the labelled rows by window and local day. Rows before the first window are history, window 0.
SELECT window, day, {{performanceSums}}
FROM (
  SELECT
    window, day,
    multiIf({task: String} = 'multiclass', 0., prediction) AS score,
    multiIf({task: String} = 'regression', toFloat64OrZero(truth), {task: String} = 'binary', toFloat64({{isPositiveLabel(truth)}}), 0.) AS label,
    toUInt8({task: String} = 'binary' AND {{isPositive(class)}}) AS predicted,
    toUInt8({task: String} != 'regression' AND if({task: String} = 'binary', {{isPositive(class)}} = {{isPositiveLabel(truth)}}, {{class(class)}} = {{class(truth)}})) AS correct,
    {{cell}}
  FROM (
    SELECT
      request_id, row_number,
      roundDown(toUnixTimestamp64Milli(event_time), {starts: Array(Int64)}) AS window,
      toInt64(toUnixTimestamp(toStartOfDay(event_time, {timeZone: String}))) * 1000 AS day,
      if(mapContains(prediction_numbers, {score: String}), prediction_numbers[{score: String}], nan) AS prediction,
      multiIf(
        mapContains(prediction_categories, {class: String}), toString(prediction_categories[{class: String}]),
        mapContains(prediction_numbers, {class: String}), toString(prediction_numbers[{class: String}]),
        prediction >= 0.5, {positive: String}, '') AS class
    FROM inferences
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
      AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
      AND if({task: String} = 'multiclass', mapContains(prediction_categories, {class: String}) OR mapContains(prediction_numbers, {class: String}), mapContains(prediction_numbers, {score: String}))
  ) AS predictions
  INNER JOIN (
    SELECT request_id, row_number, argMax(label, (received_time, sequence, observed_time, label)) AS truth
    FROM {{labels}}
    WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({now: Int64})
    GROUP BY request_id, row_number
    HAVING argMax(withdrawn, (received_time, sequence, observed_time, label)) = 0
  ) AS truths USING (request_id, row_number)
  WHERE ({task: String} != 'regression' OR isFinite(toFloat64OrNull(truth))) AND {{isKnown(truth)}}
)
GROUP BY window, day
ORDER BY day, window
