-- Labels of a model by their text, the commonest first; what is none of its classes is told apart afterwards.
SELECT label, toUInt64(count()) AS labels
FROM (
  SELECT request_id, row_number, argMax(label, (received_time, sequence)) AS label
  FROM labels
  WHERE model = {model: String} AND received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64})
  GROUP BY request_id, row_number, keys
  HAVING argMax(withdrawn, (received_time, sequence)) = 0
)
GROUP BY label
ORDER BY labels DESC, label
LIMIT 1000
