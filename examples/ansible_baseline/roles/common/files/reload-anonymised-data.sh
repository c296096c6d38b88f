#!/usr/bin/env bash
# Staging only: load the anonymised copy of production.
set -euo pipefail

case "$(hostname -f)" in
    *.staging.example.net) ;;
    *) echo "refusing to run outside of staging" >&2; exit 9 ;;
esac

dump=/var/backups/harbour/anonymised.dump
test -s "$dump" || { echo "no anonymised dump" >&2; exit 1; }
dropdb --if-exists tracking
createdb --owner=app tracking
pg_restore --jobs=2 --dbname=tracking "$dump"
