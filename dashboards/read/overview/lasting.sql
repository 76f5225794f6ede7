-- How many subjects of each model are bad, or were so lately that it may last: a few quiet windows end what was bad, seven of a shift of the world. Only subjects with a bad window are looked at; of each window the newest revision counts (-1: no data, 0: well, 1: bad, 2: a shift of the world).
SELECT model, toUInt64(count()) AS lasting
FROM
(
    SELECT
        model,
        analyzer,
        subject,
        maxIf(window_start, said > 0) AS bad,
        countIf(said > 0) AS bads,
        countIf(said = 2) AS shifts,
        arrayCount(start -> start > bad, groupArray(window_start)) AS quiet
    FROM
    (
        SELECT f.model AS model, f.analyzer AS analyzer, f.subject AS subject, f.window_start AS window_start, argMax(multiIf(f.verdict = 'noData', -1, NOT f.material OR f.verdict = 'ok', 0, f.cause = 'trueShift', 2, 1), f.revision) AS said
        FROM findings AS f
        PREWHERE f.subject IN (SELECT c.subject FROM findings AS c WHERE c.material AND c.verdict NOT IN ('ok', 'noData'))
        WHERE cityHash64(f.model, f.analyzer, f.subject) IN (
                SELECT cityHash64(b.model, b.analyzer, b.subject)
                FROM findings AS b
                WHERE b.material
                    AND b.verdict NOT IN ('ok', 'noData')
                    AND b.window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
                    AND b.window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC'))
            AND f.window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
            AND f.window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
        GROUP BY model, analyzer, subject, f.version, window_start, f.window_end
    )
    WHERE said >= 0
    GROUP BY model, analyzer, subject
    HAVING bads > 0 AND quiet < multiIf(analyzer != 'drift', 1, shifts > 0, 7, 3)
)
GROUP BY model
