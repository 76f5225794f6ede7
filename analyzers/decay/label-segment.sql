if({{keyTexts({segmentNames: Array(String)})}}[1] IN (
  SELECT {{keyTexts({segmentNames: Array(String)})}}[1] AS value
  FROM inferences
  WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
  GROUP BY value
  ORDER BY count() DESC, value
  LIMIT 20
), {{keyTexts({segmentNames: Array(String)})}}[1], '(others)')
