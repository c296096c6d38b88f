#!/usr/bin/env bash
# Nightly dump of the databases to the backup volume, with a copy off site.
#
# Owner: @harbour/dba
# Access: as postgres on the primary of the pair, by ssh through bastion.example.net.
# Duration: about 20 minutes
# On failure: the dump of the night before stays valid; start the script again by hand before 06:00.
# Escalation: page the DBA on duty when two nights in a row fail, db-oncall@example.com.
# Rollback: not needed, the job only adds files.
set -euo pipefail
trap 'echo "backup failed at line $LINENO" >&2' ERR

# shellcheck source=/dev/null
. /etc/harbour/backup.conf
stamp=$(date +%Y%m%d-%H%M)

# Precheck: the volume is mounted, there is room, and the server answers.
mountpoint -q "$BACKUP_DIR" || { echo "$BACKUP_DIR is not mounted" >&2; exit 1; }
free=$(df --output=avail -m "$BACKUP_DIR" | tail -n 1)
if [ "$free" -lt "$BACKUP_MIN_FREE_MB" ]; then
    echo "only $free MB free on $BACKUP_DIR, $BACKUP_MIN_FREE_MB MB wanted" >&2
    exit 2
fi
pg_isready -q || { echo "the database server does not answer" >&2; exit 1; }

for db in $BACKUP_DATABASES; do
    dump="$BACKUP_DIR/$db-$stamp.dump"

    # Write the dump under a temporary name, so that a broken one is never taken for a good one.
    pg_dump --format=custom --compress=6 --file="$dump.part" "$db"

    # Give it its name.
    mv "$dump.part" "$dump"

    # Copy it off site.
    rclone copyto "$dump" "$BACKUP_REMOTE/$db-$stamp.dump"

    # The dump can be read, and the copy is the same.
    pg_restore --list "$dump" >/dev/null || { echo "$dump cannot be read" >&2; exit 3; }
    rclone check --one-way "$BACKUP_DIR" "$BACKUP_REMOTE" --include "$db-$stamp.dump" \
        || { echo "the off-site copy of $dump differs" >&2; exit 4; }
done

# Let the monitoring know when the last good dump was made.
echo "harbour_backup_last_success_timestamp_seconds $(date +%s)" \
    > /var/lib/node_exporter/textfile/backup.prom
echo "backup finished: $BACKUP_DATABASES"
