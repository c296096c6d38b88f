#!/bin/bash
# Remove old copies. Called three times from cron:
#   thin-out-backups.sh daily     dumps on the backup volume
#   thin-out-backups.sh weekly    archives of the configuration
#   thin-out-backups.sh monthly   everything off site
. /etc/harbour/backup.conf

case "$1" in
    daily)
        find "$BACKUP_DIR" -maxdepth 1 -name '*.dump' -mtime "+$BACKUP_RETENTION_DAYS" -delete
        ;;
    weekly)
        find "$BACKUP_DIR/config" -name '*.tar.zst' -mtime +90 -delete
        ;;
    monthly)
        rclone delete --min-age 400d "$BACKUP_REMOTE"
        ;;
    *)
        echo "usage: $0 daily|weekly|monthly" >&2
        exit 64
        ;;
esac
