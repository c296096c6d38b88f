#!/bin/bash
# thin-out-backups.sh daily|weekly|monthly
. /etc/harbour/backup.conf

case "$1" in
  daily)   keep="$BACKUP_RETENTION_DAYS" ;;
  weekly)  keep=90 ;;
  monthly) keep=400 ;;
  *)       echo "usage: $0 daily|weekly|monthly" >&2; exit 64 ;;
esac

find "$BACKUP_DIR/$1" -name '*.dump' -mtime "+$keep" -delete
rclone delete --min-age "${keep}d" "$BACKUP_REMOTE/$1"
