-- A label that was taken back, and which of several received at once is the later.
ALTER TABLE labels ADD COLUMN IF NOT EXISTS withdrawn UInt8 DEFAULT 0;

ALTER TABLE labels ADD COLUMN IF NOT EXISTS sequence UInt64 DEFAULT 0;

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
GROUP BY given.model, given.request_id, given.row_number
HAVING argMax(given.withdrawn, (given.received_time, given.sequence, given.observed_time, given.label)) = 0;
