#!/usr/bin/env bash
# Rebuild the indexes listed in /etc/harbour/bloated-indexes, one at a time.
# Owner: @harbour/dba
set -euo pipefail

list=/etc/harbour/bloated-indexes
[ -s "$list" ] || { echo "nothing to reindex"; exit 0; }

# Never while a dump is running.
if pgrep -x pg_dump >/dev/null; then
    echo "a dump is running, try again later" >&2
    exit 1
fi

while read -r index; do
    psql -d tracking -v ON_ERROR_STOP=1 -c "REINDEX INDEX CONCURRENTLY $index" || {
        echo "reindex of $index failed, drop the invalid index ${index}_ccnew" >&2
        exit 2
    }
done < "$list"

invalid=$(psql -d tracking -Atc "select count(*) from pg_index where not indisvalid")
[ "$invalid" -eq 0 ] || { echo "$invalid invalid indexes left behind" >&2; exit 3; }
