SELECT i.event_time AS event_time, i.request_id AS request_id, i.row_number AS row_number, l.label AS label, i.predicted_numbers AS predicted_numbers, i.predicted_categories AS predicted_categories
FROM (
    SELECT event_time, request_id, row_number, toString(prediction_numbers) AS predicted_numbers, toString(prediction_categories) AS predicted_categories
    FROM inferences
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
) AS i
INNER JOIN (
    SELECT request_id, row_number, argMax(given.label, (received_time, sequence, observed_time, given.label)) AS label
    FROM {{labels}} AS given
    WHERE model = {model: String}
    GROUP BY request_id, row_number
    HAVING argMax(withdrawn, (received_time, sequence, observed_time, given.label)) = 0
) AS l ON i.request_id = l.request_id AND i.row_number = l.row_number
ORDER BY cityHash64(i.request_id, i.row_number)
LIMIT {limit: UInt32}
