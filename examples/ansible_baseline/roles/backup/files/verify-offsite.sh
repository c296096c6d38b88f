#!/usr/bin/env bash
# Compare what is on the backup volume with what is off site. Reads only.
# Owner: @harbour/dba
set -euo pipefail

. /etc/harbour/backup.conf

test -d "$BACKUP_DIR" || exit 1
# Everything that is here must also be there.
if ! rclone check --one-way "$BACKUP_DIR" "$BACKUP_REMOTE"; then
    echo "off-site copies differ" >&2
    exit 4
fi
