SELECT model, countIf(state = 'firing' AND severity = 'critical') AS firing FROM alerts FINAL WHERE model != '' GROUP BY model
