SELECT labels['progress'] AS progress
FROM alerts FINAL
WHERE state != 'resolved' AND labels['accepted_by'] != ''
ORDER BY alert_id
