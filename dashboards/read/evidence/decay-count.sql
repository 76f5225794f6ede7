SELECT count() AS rows, countIf(l.label IS NOT NULL) AS labelled, uniqExactIf(l.label, l.label IS NOT NULL) AS distinct_labels
FROM (
    SELECT request_id, row_number
    FROM inferences
    WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
) AS i
LEFT JOIN (SELECT request_id, row_number, toNullable(label) AS label FROM (
    SELECT request_id, row_number, argMax(given.label, (received_time, sequence, observed_time, given.label)) AS label
    FROM {{labels}} AS given
    WHERE model = {model: String}
    GROUP BY request_id, row_number
    HAVING argMax(withdrawn, (received_time, sequence, observed_time, given.label)) = 0
)) AS l ON i.request_id = l.request_id AND i.row_number = l.row_number
