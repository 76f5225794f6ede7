SELECT a.model AS model, n.channel AS channel, n.receiver AS receiver, countIf(n.status = 'delivered') AS delivered, countIf(n.status = 'pending') AS pending, countIf(n.status = 'failed') AS failed, max(if(n.status = 'failed', n.error, '')) AS last_error
FROM (SELECT * FROM notifications FINAL WHERE $__timeFilter(event_time)) AS n
INNER JOIN (SELECT alert_id, model FROM alerts FINAL WHERE model IN (${model:singlequote})) AS a ON n.alert_id = a.alert_id
GROUP BY model, channel, receiver
ORDER BY model, channel, receiver
