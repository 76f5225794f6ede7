-- A few findings whole. What is asked first is in the table's order, so that the evidence of others is left unread.
SELECT
    * REPLACE (
        toUnixTimestamp64Milli(window_start) AS window_start,
        toUnixTimestamp64Milli(window_end) AS window_end,
        toUnixTimestamp64Milli(judged_time) AS judged_time
    )
FROM findings FINAL
PREWHERE model IN {models: Array(String)} AND subject IN {subjects: Array(String)} AND has({ids: Array(String)}, finding_id)
