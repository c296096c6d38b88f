#!/bin/sh
DAYS=${DAYS:-21}
find "$BACKUP_DIR" -type f -mtime +$DAYS -delete
find "$BACKUP_DIR" -type f -mtime +"$1" -delete
find /srv/dumps -mtime +${AGE_LIMIT} -delete
find /srv/dumps -mtime +${MAX_AGE:-9} -delete
