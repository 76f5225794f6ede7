-- What names the rows of a label in place of a request's id: values of features or tags. Their rows are found when labels are read, by what the model declares.
ALTER TABLE labels ADD COLUMN IF NOT EXISTS keys Map(LowCardinality(String), String);

DROP VIEW IF EXISTS current_labels;

CREATE VIEW IF NOT EXISTS current_labels AS
SELECT
    given.model AS model,
    given.request_id AS request_id,
    given.row_number AS row_number,
    argMax(given.label, (given.received_time, given.sequence, given.observed_time, given.label)) AS label,
    argMax(given.observed_time, (given.received_time, given.sequence, given.observed_time, given.label)) AS observed_time,
    max(given.received_time) AS received_time,
    argMax(given.source, (given.received_time, given.sequence, given.observed_time, given.label)) AS source
FROM labels AS given
WHERE empty(given.keys)
GROUP BY given.model, given.request_id, given.row_number
HAVING argMax(given.withdrawn, (given.received_time, given.sequence, given.observed_time, given.label)) = 0;
