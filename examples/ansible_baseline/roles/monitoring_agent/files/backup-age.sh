#!/usr/bin/env bash
# Age of the newest dump, for the alert BackupTooOld.
set -eu
newest=$(find /var/backups/harbour -name '*.dump' -printf '%T@\n' 2>/dev/null | sort -n | tail -n 1)
out=/var/lib/node_exporter/textfile/backup_age.prom
if [ -z "$newest" ]; then
    echo "no dump found" >&2
    exit 1
fi
printf 'harbour_backup_newest_file_timestamp_seconds %s\n' "${newest%.*}" > "$out.tmp"
mv "$out.tmp" "$out"
