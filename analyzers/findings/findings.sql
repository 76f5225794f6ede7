SELECT
    * REPLACE (
        toUnixTimestamp64Milli(window_start) AS window_start,
        toUnixTimestamp64Milli(window_end) AS window_end,
        toUnixTimestamp64Milli(judged_time) AS judged_time
    )
FROM (
    SELECT *
    FROM findings FINAL
    WHERE window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
        AND ({model: String} = '' OR model = {model: String})
        AND ({analyzer: String} = '' OR analyzer = {analyzer: String})
        AND ({subject: String} = '' OR subject = {subject: String})
        AND ({finding_id: String} = '' OR finding_id = {finding_id: String})
)
ORDER BY window_start, model, analyzer, subject, finding_id
