#!/bin/sh
# Remove temporary files of the upload service that are older than N days (first argument, default 14).
days="${1:-14}"

for dir in /var/tmp/harbour-uploads /var/tmp/harbour-labels; do
    [ -d "$dir" ] || continue
    find "$dir" -xdev -type f -mtime "+$days" -delete
    find "$dir" -xdev -mindepth 1 -type d -empty -delete
done
