/etc/cron.d/broken:
  file.managed:
    - contents: |
   - {{ [ unclosed
    file.managed
