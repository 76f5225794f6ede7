SELECT
    count() AS requests,
    countIf(error_class != '' AND error_class != 'clientClosed') AS failed,
    countIf(error_class = {subject: String}) AS of_this_class,
    minOrNullIf(event_time, error_class != '' AND ({subject: String} = 'all' OR error_class = {subject: String})) AS first_failure,
    maxOrNullIf(event_time, error_class != '' AND ({subject: String} = 'all' OR error_class = {subject: String})) AS last_failure
FROM requests
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
    AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
