SELECT
    notification_id AS notificationId, alert_id AS alertId, channel, receiver, status, attempts, error, event,
    toUnixTimestamp64Milli(event_time) AS eventTime, toUnixTimestamp64Milli(updated_time) AS updatedTime, subject
FROM notifications FINAL
WHERE has({alertIds: Array(String)}, alert_id)
ORDER BY event_time, notification_id
LIMIT 10000
