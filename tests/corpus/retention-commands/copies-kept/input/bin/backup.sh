#!/bin/bash
set -e
KEEP_MONTHLY=6
WEEKS=4
restic backup /srv
# restic forget --keep-daily 99
restic forget --keep-daily 7 --keep-weekly "$WEEKS" \
  --keep-monthly "$KEEP_MONTHLY" --keep-last 0 --prune
borg prune --keep-within=10d --keep-yearly $YEARS /srv/borg
borg init --encryption=repokey /srv/borg
duplicity remove-older-than 6M file:///srv/duplicity
duplicity remove-all-but-n-full 3 file:///srv/duplicity
wal-g delete retain FULL 7 --confirm
rclone delete --min-age 30d remote:dumps
