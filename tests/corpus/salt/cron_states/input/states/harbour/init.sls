{% set jobs = salt['pillar.get']('jobs', []) %}
include:
  - base

dump-cargo:
  cron.present:
    - name: /usr/local/sbin/dump
    - identifier: dump-cargo
    - user: root
    - minute: 15   # after the tide
    - hour: 3

/usr/local/bin/tide:
  cron.present:
  - hour: '*/6'

old-dump:
  cron.absent:
    - name: /usr/local/sbin/old

sweep:
  cron:
    - present
    - name: /usr/local/bin/sweep
    - special: '@weekly'
    - minute: random

{% for job in jobs %}
job-{{ job.name }}:
  cron.present:
    - name: {{ job.command }}
    - minute: random
    - hour: {{ job.hour }}
    # - hour: 7
{% endfor %}
