/etc/motd:
  file.managed:
    - contents: |
        0 3 * * * root this is a poem, not a table

/etc/cron.d/gone:
  file.absent

relative/path:
  file.managed:
    - contents: 0 3 * * * root /bin/true
