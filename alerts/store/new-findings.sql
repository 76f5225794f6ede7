SELECT
    * REPLACE (
        toUnixTimestamp64Milli(window_start) AS window_start,
        toUnixTimestamp64Milli(window_end) AS window_end,
        toUnixTimestamp64Milli(judged_time) AS judged_time,
        if(material AND verdict NOT IN ('ok', 'noData'), evidence, '{"checks":[]}') AS evidence,
        '{}' AS inputs
    )
FROM (
    SELECT *
    FROM findings FINAL
    WHERE judged_time >= fromUnixTimestamp64Milli({since: Int64}, 'UTC') AND judged_time <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')
)
ORDER BY window_end, analyzer, model, subject, finding_id
