-- A request an hour of each model, so that the rollup knows them.
INSERT INTO requests (event_time, received_time, request_id, model, version, protocol, node, status, total_ms, upstream_ms, rows)
SELECT
    fromUnixTimestamp64Milli({end: Int64} - ({days: Int64} * 24 - number % ({days: Int64} * 24)) * 3600000, 'UTC'), fromUnixTimestamp64Milli({end: Int64}, 'UTC'),
    concat('r', toString(number)), concat('model-', leftPad(toString({first: Int64} + intDiv(number, {days: Int64} * 24)), 3, '0')), '1', 'open-inference', 'node-1', 200, 12.5, 11.5, 1
FROM numbers({models: Int64} * {days: Int64} * 24)
