-- By model: what was labelled (rows by request, keys), and of it what no captured row matches (yet: a label may come before its row). Rows are looked for by key as far back as decay looks.
SELECT model, toUInt64(count()) AS labels, toUInt64(sum(alone)) AS unmatched
FROM (
  SELECT
    model,
    (model, request_id, row_number) NOT IN (SELECT model, request_id, row_number FROM inferences WHERE (model, request_id) IN (
      SELECT model, request_id FROM labels WHERE received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64}))) AS alone
  FROM labels
  WHERE received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64}) AND ({model: String} = '' OR model = {model: String}) AND empty(keys)
  GROUP BY model, request_id, row_number
  UNION ALL
  SELECT model, (model, names, texts) NOT IN (
    SELECT
      model, names,
      {{keyTexts(names)}} AS texts
    FROM inferences
    INNER JOIN (
      SELECT DISTINCT model, arrayMap(name -> toString(name), mapKeys(mapSort(keys))) AS names
      FROM labels
      WHERE received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64}) AND notEmpty(keys)
    ) AS named USING (model)
    WHERE received_time >= fromUnixTimestamp64Milli({rowsAfter: Int64}) AND model IN (
      SELECT model FROM labels WHERE received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64}) AND notEmpty(keys))
  ) AS alone
  FROM (
    SELECT model, arrayMap(name -> toString(name), mapKeys(mapSort(keys))) AS names, mapValues(mapSort(keys)) AS texts
    FROM labels
    WHERE received_time < fromUnixTimestamp64Milli({before: Int64}) AND received_time >= fromUnixTimestamp64Milli({after: Int64}) AND ({model: String} = '' OR model = {model: String}) AND notEmpty(keys)
    GROUP BY model, names, texts
  )
)
GROUP BY model
ORDER BY model
