-- The newest verdict of each column that a version kept without saying whether it says something, with the evidence that tells.
SELECT
    * REPLACE (
        toUnixTimestamp64Milli(window_start) AS window_start,
        toUnixTimestamp64Milli(window_end) AS window_end,
        toUnixTimestamp64Milli(judged_time) AS judged_time,
        '{}' AS inputs
    )
FROM
(
    SELECT *
    FROM findings FINAL
    WHERE model IN {models: Array(String)}
        AND analyzer = 'drift'
        AND blind IS NULL
        AND verdict = 'ok'
        AND window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
        AND window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
    ORDER BY findings.window_start DESC
    LIMIT 1 BY model, subject
)
