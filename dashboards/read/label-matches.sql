-- By model: rows that were labelled, and those that no captured row matches (yet: a label may come before its row).
SELECT
  model,
  toUInt64(count()) AS labels,
  toUInt64(countIf((model, request_id, row_number) NOT IN (SELECT model, request_id, row_number FROM inferences WHERE (model, request_id) IN (
    SELECT model, request_id FROM labels WHERE received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64}))))) AS unmatched
FROM (
  SELECT model, request_id, row_number
  FROM labels
  WHERE received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64}) AND ({model: String} = '' OR model = {model: String})
  GROUP BY model, request_id, row_number
)
GROUP BY model
ORDER BY model
