-- What was received after a verdict, of what it would have read.
SELECT
    (
        SELECT count() FROM requests
        WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
            AND received_time > fromUnixTimestamp64Milli({judged: Int64}, 'UTC')
    ) AS requests,
    (
        SELECT count() FROM labels
        WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({labelsUntil: Int64}, 'UTC') AND received_time > fromUnixTimestamp64Milli({judged: Int64}, 'UTC')
    ) AS labels
