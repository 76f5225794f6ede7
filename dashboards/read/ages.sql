-- By model, epoch milliseconds: its newest version and when that served first, when any served last, the newest truth, and when its newest baseline was made; 0: never.
SELECT model, max(version) AS version, max(modelSince) AS modelSince, max(dataLast) AS dataLast, max(labelsLast) AS labelsLast, max(baselineMade) AS baselineMade
FROM (
  SELECT model, argMax(version, newest) AS version, argMax(oldest, newest) AS modelSince, max(newest) AS dataLast, toInt64(0) AS labelsLast, toInt64(0) AS baselineMade
  FROM (
    SELECT model, toString(version) AS version, toInt64(toUnixTimestamp(min(minute))) * 1000 AS oldest, toInt64(toUnixTimestamp(max(minute))) * 1000 AS newest
    FROM scored_rows_1m
    WHERE model IN {models: Array(String)}
    GROUP BY model, version
  )
  GROUP BY model
  UNION ALL
  SELECT model, '', 0, 0, toUnixTimestamp64Milli(max(observed_time)), 0 FROM labels WHERE model IN {models: Array(String)} GROUP BY model
  UNION ALL
  SELECT model, '', 0, 0, 0, toUnixTimestamp64Milli(max(created_time)) FROM baselines WHERE model IN {models: Array(String)} GROUP BY model
)
GROUP BY model
ORDER BY model
