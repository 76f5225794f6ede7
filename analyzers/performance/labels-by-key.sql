UNION ALL
-- Of every row that has the key and was scored by when the truth was known.
SELECT model, request_id, row_number, label, observed_time, received_time, source, withdrawn, sequence, toUInt8(0)
FROM (
  SELECT said.model AS model, scored.request_id AS request_id, scored.row_number AS row_number, said.label AS label, said.observed_time AS observed_time,
    said.received_time AS received_time, said.source AS source, said.withdrawn AS withdrawn, said.sequence AS sequence, scored.event_time AS scored_time, key_values
  FROM (
    SELECT model, arrayMap(name -> keys[name], {keyNames: Array(String)}) AS key_values, label, observed_time, received_time, source, withdrawn, sequence
    FROM labels
    WHERE model = {model: String} AND request_id = '' AND length(keys) = length({keyNames: Array(String)}) AND hasAll(mapKeys(keys), {keyNames: Array(String)})
  ) AS said
  INNER JOIN (
    SELECT request_id, row_number, event_time, {{keyTexts({keyNames: Array(String)})}} AS key_values
    FROM inferences
    WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({rowsFrom: Int64}) AND NOT has(key_values, '')
  ) AS scored USING (key_values)
  WHERE scored.event_time <= said.observed_time
  {{latest}}
)
