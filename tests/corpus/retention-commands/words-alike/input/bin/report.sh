#!/bin/sh
# find /var/log -mtime +30 -delete
echo "use --keep-daily 7 to keep a week"
find /srv/reports -type f -mtime +30 -print
find /srv/reports -newer stamp -delete
restic forget --keep-tag release
rm -rf /srv/tmp
