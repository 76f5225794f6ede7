-- Requests of a subject, by model: those whose ids are given, and those with a row that has one of the values in the tag.
SELECT model, groupUniqArray(id) AS ids
FROM (
    SELECT model, request_id AS id FROM requests WHERE request_id IN {ids: Array(String)}
    UNION ALL
    SELECT model, request_id FROM inferences WHERE request_id IN {ids: Array(String)} OR ({tag: String} != '' AND has({values: Array(String)}, tags[{tag: String}]) AND mapContains(tags, {tag: String}))
    UNION ALL
    SELECT model, request_id FROM inferences_beside WHERE request_id IN {ids: Array(String)} OR ({tag: String} != '' AND has({values: Array(String)}, tags[{tag: String}]) AND mapContains(tags, {tag: String}))
    UNION ALL
    SELECT model, request_id FROM labels WHERE request_id IN {ids: Array(String)}
)
WHERE {model: String} = '' OR model = {model: String}
GROUP BY model
ORDER BY model
