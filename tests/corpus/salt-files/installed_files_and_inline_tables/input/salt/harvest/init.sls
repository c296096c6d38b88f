/usr/local/sbin/harvest:
  file.managed:
    - source: salt://harvest/files/harvest.sh
    - mode: 755

/etc/cron.d/harvest:
  file.managed:
    - contents: |
        MAILTO=farm@example.org
        # Nightly harvest
        15 4 * * * root /usr/local/sbin/harvest
        {{ minute }} 6 * * 1 root /usr/local/sbin/weigh {{ pillar.farm.name }}
    - require:
      - file: /usr/local/sbin/harvest

barn-table:
  file.managed:
    - name: /etc/cron.d/barn
    - contents:
      - '0 * * * * barn /usr/local/bin/barn --clean'

/etc/cron.d/one-line:
  file.append:
    - text: "30 2 * * 0 root /usr/local/bin/plough"

/etc/cron.daily/feed:
  file.managed:
    - source: salt://harvest/files/feed.sh?saltenv=base

/etc/cron.weekly/weigh:
  file:
    - managed
    - contents: |
        #!/bin/sh
        exec /usr/local/bin/weigh

/etc/apt/apt.conf.d/99farm:
  file.managed:
    - source: salt://harvest/files/99farm

/etc/logrotate.d/{{ name }}:
  file.managed:
    - source: salt://harvest/files/{{ name }}
