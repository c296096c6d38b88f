#!/usr/bin/env bash
# Vacuum the tables and report those that stay bloated.
set -euo pipefail

vacuumdb --analyze --dbname=tracking --jobs=2

psql -d tracking -At -F ' ' -c "
    select relname, n_dead_tup
    from pg_stat_user_tables
    where n_dead_tup > 100000
    order by n_dead_tup desc" > /var/lib/postgresql/vacuum-report.txt

# more than ten bloated tables: autovacuum does not keep up
if [ "$(wc -l < /var/lib/postgresql/vacuum-report.txt)" -gt 10 ]; then
    echo "autovacuum does not keep up, see /var/lib/postgresql/vacuum-report.txt" >&2
    exit 1
fi
