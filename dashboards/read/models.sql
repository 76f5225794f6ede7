SELECT model, max(seen.latest) AS latest, sum(seen.requests) AS requests, sum(seen.rows) AS rows
FROM
(
    SELECT t.model AS model, toInt64(toUnixTimestamp(max(t.minute))) * 1000 AS latest, toUInt64(sum(t.requests)) AS requests, toUInt64(sum(t.rows)) AS rows
    FROM request_rollup_1m AS t
    GROUP BY t.model
    UNION ALL
    SELECT f.model AS model, toUnixTimestamp64Milli(max(f.judged_time)) AS latest, toUInt64(0) AS requests, toUInt64(0) AS rows
    FROM findings AS f
    GROUP BY f.model
) AS seen
GROUP BY model
ORDER BY model
