(
  -- What is known of a model's scored rows, by their request and row: as it was said of requests, said by key, and assumed.
  SELECT model, request_id, row_number, label, observed_time, received_time, source, withdrawn, sequence, toUInt8(0) AS assumed
  FROM labels
  WHERE model = {model: String} AND empty(keys)
  {{byKey}}
  {{ifUnsaid}}
)
