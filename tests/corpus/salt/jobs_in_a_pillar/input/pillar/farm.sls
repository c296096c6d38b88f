cron:
  enabled: true
  tasks:
    count:
      type: present
      name: /usr/local/bin/count
      minute: 30
      hour: 4
      dayweek: 6
    gone:
      type: absent
      name: /usr/local/bin/gone
      special: '@hourly'
  farmer:
    weigh.sh:
      identifier: WEIGH
      hour: 1
      minute: random
  env:
    path:
      name: PATH
      value: /usr/bin
      user: root
