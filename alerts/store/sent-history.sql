SELECT n.receiver AS receiver, n.alert_id AS alert_id, a.model AS model, toUnixTimestamp64Milli(max(n.event_time)) AS last
FROM (SELECT receiver, alert_id, event_time FROM notifications FINAL WHERE event = 'firing' AND status != 'failed' AND has({receivers: Array(String)}, receiver)) AS n
INNER JOIN (SELECT alert_id, model FROM alerts FINAL) AS a ON n.alert_id = a.alert_id
GROUP BY receiver, alert_id, model
ORDER BY receiver, alert_id
