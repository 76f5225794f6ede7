SELECT event_time, model, version, error_class, status, error_message, request_id
FROM requests
WHERE error_class != '' AND model IN (${model:singlequote}) AND $__timeFilter(event_time)
ORDER BY event_time DESC, request_id
LIMIT 100
