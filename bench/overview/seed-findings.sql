-- Verdicts of {models} models x {features} columns, a window a day: as long and as wide as real ones (evidence of 1.5 kB: eight checks, both distributions), made in the engine. Of each model's columns one in forty is bad in the last windows of every fifth model, one in fifty is blind.
INSERT INTO findings
SELECT
    lower(hex(sipHash128(model, subject, day))) AS finding_id,
    0 AS revision,
    'drift' AS analyzer,
    concat('model-', leftPad(toString({first: Int64} + m), 3, '0')) AS model,
    '1' AS version,
    concat('feature_', leftPad(toString(c), 4, '0')) AS subject,
    fromUnixTimestamp64Milli({end: Int64} - ({days: Int64} - day) * 86400000, 'UTC') AS window_start,
    window_start + INTERVAL 1 DAY AS window_end,
    window_end + INTERVAL 5 MINUTE AS judged_time,
    if(isBad, 'drifted', 'ok') AS verdict,
    isBad AS material,
    if(isBad, 'warning', 'none') AS severity,
    if(isBad, 'trueShift', '') AS cause,
    if(isBad, concat(subject, ' is 12.3 higher on average than in training (95 % 11.9 to 12.7).'), concat(subject, ' is as in training.')) AS summary,
    if(isBad, 0.3, 0.02) + (h % 1000) / 20000 AS statistic,
    'kolmogorov-smirnov' AS statistic_name,
    if(isBad, 1e-9, 0.2) AS p_value,
    0.1 AS threshold,
    'critical distance at the level that Holm leaves' AS threshold_source,
    if(isBad, 12.3, 0.1) AS effect,
    effect - 0.4 AS effect_low,
    effect + 0.4 AS effect_high,
    'EUR' AS effect_unit,
    1 AS coverage,
    10000 AS rows,
    concat('{"checks":[', arrayStringConcat(arrayMap(k -> concat('{"check":"check-', toString(k), '","statistic":0.0', toString((h + k) % 9973), ',"pValue":0.', toString(1 + (h + k * k) % 9967), ',"threshold":0.1,"detail":"of 10000 rows against 400000"}'), range(8)), ','),
        '],"distribution":{"kind":"numeric","edges":[', arrayStringConcat(arrayMap(k -> toString(k * 10 + c % 7), range(21)), ','),
        '],"reference":[', arrayStringConcat(arrayMap(k -> '0.049', range(20)), ','), '],"current":[', arrayStringConcat(arrayMap(k -> concat('0.04', toString((h + k * 31) % 9)), range(20)), ','),
        '],"tails":{"reference":[0.01,0.01],"current":[0.01,0.01]}},"smallestShift":{"value":', if(isBlind, '900', '4.2'), ',"unit":"EUR","windowForHalf":"4d"},"missing":{"reference":0.01,"current":0.012}}') AS evidence,
    concat('{"baseline":{"name":"training","id":"', lower(hex({first: Int64} + m)), '"},"window":{"start":0,"end":0},"code":"0.1.0"}') AS inputs,
    isBlind AS blind
FROM
(
    SELECT
        intDiv(number, {days: Int64} * {features: Int64}) AS m,
        intDiv(number, {days: Int64}) % {features: Int64} AS c,
        toInt64(number % {days: Int64}) AS day,
        sipHash64(number, {first: Int64}) AS h,
        ({first: Int64} + m) % 5 = 2 AND c % 40 = 3 AND day >= {days: Int64} - 3 AS isBad,
        NOT isBad AND c % 50 = 7 AS isBlind
    FROM numbers({models: Int64} * {features: Int64} * {days: Int64})
)
