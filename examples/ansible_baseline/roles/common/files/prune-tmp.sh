#!/bin/sh
# Remove temporary files of the upload service.
#   prune-tmp.sh [DAYS]      default 14
days="${1:-14}"

case "$days" in
    *[!0-9]*|'')
        echo "not a number of days: $days" >&2
        exit 64
        ;;
esac

for dir in /var/tmp/harbour-uploads /var/tmp/harbour-labels; do
    [ -d "$dir" ] || continue
    find "$dir" -xdev -type f -mtime "+$days" -delete
    find "$dir" -xdev -mindepth 1 -type d -empty -delete
done

# labels that were never printed
find /var/spool/harbour/labels -type f -name '*.pdf' -mtime +2 -delete 2>/dev/null || true
