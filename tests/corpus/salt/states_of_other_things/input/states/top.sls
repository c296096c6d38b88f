base:
  '*':
    - cron.tools
    - schedule
cron:
  pkg.installed: []
  service.running:
    - enable: True
cron.tools:
  pkg:
    - installed
