-- Scored rows by window, local day, declared segment (the twenty largest, and the others together), how long their first label took (the first edge it did not pass), and the first judged window (1, 2, …) that knew it; 0: none of them. A label that was taken back did come.
SELECT
  roundDown(toUnixTimestamp64Milli(event_time), arrayPushFront({starts: Array(Int64)}, toInt64(0))) AS window,
  toInt64(toUnixTimestamp(toStartOfDay(event_time, {timeZone: String}))) * 1000 AS day,
  segment,
  if(labels = 0, 0, arrayFirstIndex(due -> due >= observed, {dues: Array(Int64)})) AS known,
  if(known = 0, 0, arrayFirstIndex(edge -> edge >= observed - toUnixTimestamp64Milli(event_time), {edges: Array(Int64)})) AS taken,
  count() AS rows,
  avg(toUnixTimestamp64Milli(event_time)) AS meanTime,
  toUnixTimestamp64Milli(max(event_time)) AS lastTime,
  countIf(scored) AS scoredRows,
  -- Whole numbers, so that no order of the rows changes the sum.
  sumIf(toInt64(round(score * 1000000)), scored) AS millionths
FROM (
  SELECT
    request_id, row_number, event_time, {{segment}} AS segment, prediction_numbers[{score: String}] AS score,
    {score: String} != '' AND mapContains(prediction_numbers, {score: String}) AND score >= 0 AND score <= 1 AS scored
  FROM inferences
  WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
) AS predictions
LEFT JOIN (
  SELECT request_id, row_number, count() AS labels, toUnixTimestamp64Milli(min(observed_time)) AS observed
  FROM {{labels}}
  WHERE model = {model: String} AND withdrawn = 0 AND observed_time <= fromUnixTimestamp64Milli({lastDue: Int64})
  GROUP BY request_id, row_number
) AS truths USING (request_id, row_number)
GROUP BY window, day, segment, known, taken
ORDER BY day, window, segment, known, taken
