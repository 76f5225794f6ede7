SELECT
    notification_id, alert_id, channel, receiver, status, attempts, error, event,
    toUnixTimestamp64Milli(event_time) AS event_time, toUnixTimestamp64Milli(updated_time) AS updated_time, revision, subject
FROM notifications FINAL
WHERE status = 'pending'
ORDER BY notifications.event_time, event, notification_id
