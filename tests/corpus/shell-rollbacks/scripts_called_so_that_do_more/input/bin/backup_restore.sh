#!/bin/sh
# Saves the database of the harbour and puts it back.
set -e

backup() {
    rm -rf "$DUMPS"
    mongodump -d harbour -o "$DUMPS"
    restic backup "$DUMPS"
}

restore() {
    restic restore --target / latest
}

rotate() {
    restic forget --keep-last 14 --prune
}

"$1"
