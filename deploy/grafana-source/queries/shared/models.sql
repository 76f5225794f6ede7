SELECT DISTINCT model FROM request_rollup_1m ORDER BY model
