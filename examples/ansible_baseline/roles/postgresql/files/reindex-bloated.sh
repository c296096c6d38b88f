#!/usr/bin/env bash
# Rebuild the indexes listed in /etc/harbour/bloated-indexes, one at a time.
# Owner: @harbour/dba
set -euo pipefail

list=/etc/harbour/bloated-indexes
[ -s "$list" ] || { echo "nothing to reindex"; exit 0; }

while read -r index; do
    psql -d tracking -v ON_ERROR_STOP=1 -c "REINDEX INDEX CONCURRENTLY $index" || {
        echo "reindex of $index failed, drop the invalid index ${index}_ccnew" >&2
        exit 2
    }
done < "$list"
