SELECT
    * REPLACE (
        toUnixTimestamp64Milli(window_start) AS window_start,
        toUnixTimestamp64Milli(window_end) AS window_end,
        toUnixTimestamp64Milli(judged_time) AS judged_time,
        if({with_evidence: Bool}, evidence, '{"checks":[]}') AS evidence,
        if({with_evidence: Bool}, inputs, '{}') AS inputs
    )
FROM (
    SELECT *
    FROM findings FINAL
    WHERE ({model: String} = '' OR model = {model: String})
        AND ({analyzer: String} = '' OR analyzer = {analyzer: String})
        AND ({subject: String} = '' OR subject = {subject: String})
        AND ({verdict: String} = '' OR verdict = {verdict: String})
        AND (empty({finding_ids: Array(String)}) OR has({finding_ids: Array(String)}, finding_id))
        AND window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC')
        AND window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
        AND (toUnixTimestamp64Milli(window_start), finding_id) < ({before_start: Int64}, {before_id: String})
    ORDER BY window_start DESC, finding_id DESC
    LIMIT {limit: UInt32}
)
ORDER BY window_start DESC, finding_id DESC
