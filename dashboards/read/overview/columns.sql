-- Of the models on a page each column with its newest verdict (0: no data; 1: it says something; 2: it says nothing; 3: nobody wrote down whether it does), and whether any was judged. Numbers are the quickest to choose the newest by.
SELECT model, groupArray((subject, newest, judged)) AS columns
FROM
(
    SELECT
        any(f.model) AS model,
        any(f.subject) AS subject,
        argMax(multiIf(f.verdict = 'noData', 0, f.verdict != 'ok', 1, f.blind IS NULL, 3, f.blind, 2, 1), toUnixTimestamp64Milli(f.window_start) * 1000 + least(f.revision, 999)) AS newest,
        max(f.verdict != 'noData') AS judged
    FROM findings AS f
    WHERE f.model IN {models: Array(String)}
        AND f.analyzer = 'drift'
        AND f.window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
        AND f.window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
    GROUP BY cityHash64(f.model, f.subject)
    ORDER BY model, subject
)
GROUP BY model
