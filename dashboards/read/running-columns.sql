SELECT b.feature AS name, '' AS category, toUInt64(sum(b.rows)) AS rows, sum(b.total) / sum(b.rows) AS mean
FROM feature_buckets_1m AS b
WHERE b.model = {model: String} AND b.minute >= toDateTime(intDiv({from: Int64}, 1000), 'UTC') AND b.minute < toDateTime(intDiv({to: Int64}, 1000), 'UTC') AND b.feature IN {names: Array(String)}
GROUP BY name
UNION ALL
SELECT c.feature AS name, toString(c.category) AS category, toUInt64(sum(c.rows)) AS rows, NULL AS mean
FROM feature_categories_1m AS c
WHERE c.model = {model: String} AND c.minute >= toDateTime(intDiv({from: Int64}, 1000), 'UTC') AND c.minute < toDateTime(intDiv({to: Int64}, 1000), 'UTC') AND c.feature IN {names: Array(String)}
GROUP BY name, category
LIMIT 20000
