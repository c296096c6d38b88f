apps:
  cron:
    minute: 5
cron:
  enabled: true
  alert_minute: 3
  limits:
    minute: 60
    hour: 1000
