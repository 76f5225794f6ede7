-- Categories of some requests' rows that no other row has, errors that they ended with, labels by keys that no other row has, and what there is of them.
WITH keyed AS (
    SELECT DISTINCT arrayMap(name -> toString(name), mapKeys(mapSort(keys))) AS names, mapValues(mapSort(keys)) AS texts, toString(mapSort(keys)) AS written
    FROM labels
    WHERE model = {model: String} AND notEmpty(keys) AND received_time <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')
), having_keys AS (
    SELECT
        names, request_id IN {ids: Array(String)} AS theirs,
        {{keyTexts(names)}} AS texts
    FROM inferences
    CROSS JOIN (SELECT DISTINCT names FROM keyed) AS named
    WHERE model = {model: String}
)
SELECT
    (
        SELECT groupUniqArray(category)
        FROM (
            SELECT feature, category, count() AS own
            FROM inferences
            ARRAY JOIN
                arrayConcat(mapKeys(feature_categories), mapKeys(prediction_categories)) AS feature,
                arrayConcat(mapValues(feature_categories), mapValues(prediction_categories)) AS category
            WHERE model = {model: String} AND request_id IN {ids: Array(String)} AND received_time <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')
            GROUP BY feature, category
        ) AS erased
        LEFT JOIN (
            SELECT feature, category, sum(rows) AS stored FROM feature_categories_1m WHERE model = {model: String} GROUP BY feature, category
        ) AS rolled USING (feature, category)
        WHERE own >= stored
    ) AS categories,
    (SELECT groupUniqArrayIf(error_message, error_message != '') FROM requests WHERE model = {model: String} AND request_id IN {ids: Array(String)}) AS messages,
    (SELECT count() FROM requests WHERE model = {model: String} AND request_id IN {ids: Array(String)}) AS requests,
    (SELECT count() FROM inferences WHERE model = {model: String} AND request_id IN {ids: Array(String)}) AS scored,
    (SELECT count() FROM inferences_beside WHERE model = {model: String} AND request_id IN {ids: Array(String)}) AS beside,
    (
        SELECT groupUniqArray(written) FROM keyed
        WHERE (names, texts) IN (SELECT names, texts FROM having_keys WHERE theirs) AND (names, texts) NOT IN (SELECT names, texts FROM having_keys WHERE NOT theirs)
    ) AS labelKeys,
    (SELECT count() FROM labels WHERE model = {model: String} AND (request_id IN {ids: Array(String)} OR (notEmpty(keys) AND has(labelKeys, toString(mapSort(keys)))))) AS labels,
    (
        SELECT (toUnixTimestamp64Milli(min(time)), toUnixTimestamp64Milli(max(time))) FROM (
            SELECT event_time AS time FROM requests WHERE model = {model: String} AND request_id IN {ids: Array(String)}
            UNION ALL
            SELECT event_time FROM inferences WHERE model = {model: String} AND request_id IN {ids: Array(String)}
        )
    ) AS span
