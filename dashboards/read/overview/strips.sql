-- The worst of what each analyzer judged, model by model and step by step of the time: what counts before what does not, then what is furthest beyond its threshold (dashboards/words/strength.ts). Of what was judged again the newest revision alone.
WITH again AS
(
    SELECT cityHash64(r.model, r.analyzer, r.subject, r.version, r.window_start, r.window_end) AS judgement, max(r.revision) AS revision
    FROM findings AS r
    WHERE r.revision > 0
        AND r.model IN {models: Array(String)}
        AND r.window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
        AND r.window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
    GROUP BY judgement
)
SELECT
    model,
    analyzer,
    toUnixTimestamp64Milli(min(start)) AS windowStart,
    toUnixTimestamp64Milli(max(end)) AS windowEnd,
    max(counts) AS bad,
    if(bad, maxOrNullIf(worst, counts), maxOrNull(worst)) AS ratio,
    toUInt64(count()) AS windows,
    toUInt64(countIf(counts)) AS badWindows
FROM
(
    SELECT any(t.model) AS model, any(t.analyzer) AS analyzer, any(t.window_start) AS start, max(t.window_end) AS end, max(t.isBad) AS counts,
        if(counts, maxOrNullIf(t.strength, t.isBad), maxOrNull(t.strength)) AS worst
    FROM
    (
        SELECT
            f.model AS model,
            f.analyzer AS analyzer,
            f.window_start AS window_start,
            f.window_end AS window_end,
            f.material AND f.verdict != 'ok' AS isBad,
            f.p_value IS NOT NULL AND f.threshold < 1 AND (f.analyzer != 'drift' OR f.statistic IS NULL
                OR ((f.statistic > f.threshold) != (f.verdict = 'drifted') AND (f.p_value <= f.threshold) = (f.verdict = 'drifted'))) AS byProbability,
            multiIf(
                f.subject = 'labels' OR f.threshold IS NULL OR f.threshold <= 0, NULL,
                byProbability, log10(least(0.999, greatest(f.p_value, 1e-300))) / log10(least(0.999, greatest(f.threshold, 1e-300))),
                f.statistic / f.threshold) AS strength
        FROM findings AS f
        WHERE f.model IN {models: Array(String)}
            AND f.verdict != 'noData'
            AND (f.subject != 'staleness' OR f.material AND f.verdict != 'ok')
            AND f.window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
            AND f.window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
            AND ((SELECT count() FROM again) = 0
                OR cityHash64(f.model, f.analyzer, f.subject, f.version, f.window_start, f.window_end) NOT IN (SELECT judgement FROM again)
                OR (cityHash64(f.model, f.analyzer, f.subject, f.version, f.window_start, f.window_end), f.revision) IN (SELECT judgement, revision FROM again))
    ) AS t
    GROUP BY cityHash64(t.model, t.analyzer, t.window_start)
)
GROUP BY model, analyzer, intDiv(toUnixTimestamp64Milli(start), {step: Int64})
ORDER BY model, analyzer, windowStart
