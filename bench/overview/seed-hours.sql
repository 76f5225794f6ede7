-- What the other analyzers say of {models} models: failures and load by the hour, correctness by the day.
INSERT INTO findings (finding_id, revision, analyzer, model, version, subject, window_start, window_end, judged_time, verdict, material, severity, cause, summary, statistic, statistic_name, p_value, threshold, threshold_source, effect, effect_low, effect_high, effect_unit, coverage, rows, evidence, inputs, blind)
WITH what.1 AS analyzer, what.2 AS subject, what.3 AS length
SELECT
    lower(hex(sipHash128(model, analyzer, subject, hour))), 0, analyzer, concat('model-', leftPad(toString({first: Int64} + m), 3, '0')) AS model, '1', subject,
    fromUnixTimestamp64Milli({end: Int64} - ({days: Int64} * 24 - hour) * 3600000, 'UTC') AS start,
    start + toIntervalHour(length), start + toIntervalHour(length) + INTERVAL 5 MINUTE,
    'ok', false, 'none', '', concat(subject, ' is as expected.'), 0.01, 'rate', 0.4, 0.001, 'Holm', 0.001, 0.0005, 0.0015, 'share', 1, 400,
    '{"checks":[{"check":"rate","statistic":0.01,"pValue":0.4,"threshold":0.001,"detail":"4 of 400 requests"}],"observed":0.91,"expected":0.9}', '{}', false
FROM (SELECT intDiv(number, {days: Int64} * 24) AS m, toInt64(number % ({days: Int64} * 24)) AS hour FROM numbers({models: Int64} * {days: Int64} * 24)) AS t
ARRAY JOIN [('errors', 'all', 1), ('errors', 'server', 1), ('load', 'latency', 1), ('load', 'saturation', 1), ('decay', 'accuracy', 24), ('decay', 'calibrationGap', 24)] AS what

WHERE hour % length = 0
