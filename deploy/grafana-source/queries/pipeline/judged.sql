SELECT model, analyzer, max(j.window_end) AS judged_to, max(j.judged_time) AS judged_at, count() AS windows
FROM judged_windows AS j FINAL
WHERE model IN (${model:singlequote})
GROUP BY model, analyzer
ORDER BY model, analyzer
