#!/usr/bin/env bash
# Fetch the list of carriers and replace the local copy when it is plausible.
set -eu

url=https://carriers.example.net/v2/list.json
target=/etc/harbour/carriers.json
new=$(mktemp)
trap 'rm -f "$new"' EXIT

curl -fsS --max-time 60 -o "$new" "$url"

# A list with fewer than 100 carriers is a broken export.
count=$(jq length "$new")
if [ "$count" -lt 100 ]; then
    echo "only $count carriers in $url, keeping the old list" >&2
    exit 1
fi

cp -p "$target" "$target.previous"
install -m 0644 "$new" "$target"
