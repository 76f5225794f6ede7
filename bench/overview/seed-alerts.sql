-- An alert of every fifth model whose columns are bad.
INSERT INTO alerts (alert_id, name, model, subject, analyzer, cause, severity, state, summary, started_time, fired_time, updated_time, revision, labels)
SELECT
    concat('alert-', toString({first: Int64} + number)), 'drift', concat('model-', leftPad(toString({first: Int64} + number), 3, '0')), 'feature_0003', 'drift', 'trueShift', 'warning', 'firing',
    'feature_0003 is 12.3 higher on average than in training.', fromUnixTimestamp64Milli({end: Int64} - 3 * 86400000, 'UTC'), fromUnixTimestamp64Milli({end: Int64} - 2 * 86400000, 'UTC'),
    fromUnixTimestamp64Milli({end: Int64}, 'UTC'), 1, map('subjects', 'feature_0003, feature_0043')
FROM numbers({models: Int64})
WHERE ({first: Int64} + number) % 5 = 2
