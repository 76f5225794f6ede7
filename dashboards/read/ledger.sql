SELECT
    toUInt64(sum(l.served)) AS served,
    toUInt64(sum(l.captured)) AS captured,
    toUInt64(sum(l.sampled_out)) AS sampledOut,
    sumMap(l.dropped) AS dropped,
    toUInt64(sum(l.lost_before_log)) AS lostBeforeLog
FROM ledger AS l
WHERE l.model = {model: String}
  AND l.minute >= toDateTime(intDiv({from: Int64}, 1000), 'UTC')
  AND l.minute < toDateTime(intDiv({to: Int64}, 1000), 'UTC')
