x: {{ cron.present
  - "unclosed
 cron.absent
