-- Requests by window and error class (empty: answered), with the first of each.
SELECT
  window,
  error_class AS errorClass,
  count() AS requests,
  toUnixTimestamp64Milli(min(event_time)) AS firstTime,
  argMin(error_message, (event_time, request_id)) AS example
FROM (
  SELECT event_time, request_id, error_class, error_message, roundDown(toUnixTimestamp64Milli(event_time), {starts: Array(Int64)}) AS window
  FROM requests
  WHERE model = {model: String} AND ({version: String} = '' OR version IN ({version: String}, ''))
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
)
GROUP BY window, error_class
ORDER BY window, error_class
