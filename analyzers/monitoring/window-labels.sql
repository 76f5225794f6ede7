-- Labels, revisions among them, of the rows of each window.
SELECT window, count() AS labels
FROM (
  SELECT request_id, row_number, roundDown(toUnixTimestamp64Milli(event_time), {starts: Array(Int64)}) AS window
  FROM inferences
  WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
) AS predictions
INNER JOIN (SELECT request_id, row_number FROM {{labels}} WHERE model = {model: String}) AS truths USING (request_id, row_number)
GROUP BY window
