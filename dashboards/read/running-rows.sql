SELECT toUInt64(sum(s.rows)) AS rows
FROM scored_rows_1m AS s
WHERE s.model = {model: String} AND s.minute >= toDateTime(intDiv({from: Int64}, 1000), 'UTC') AND s.minute < toDateTime(intDiv({to: Int64}, 1000), 'UTC')
