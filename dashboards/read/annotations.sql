SELECT
    annotation_id AS annotationId, model, kind, toUnixTimestamp64Milli(a.time) AS time, toUnixTimestamp64Milli(until_time) AS until, text, injected, given_by AS by
FROM annotations AS a FINAL
WHERE ({model: String} = '' OR model = '' OR model = {model: String})
  AND a.time < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
  AND coalesce(until_time, a.time) >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
ORDER BY a.time DESC, annotation_id
LIMIT {limit: UInt32}
