#!/bin/sh
# Monthly: which indexes has nobody used?
psql -d tracking -c "select indexrelname from pg_stat_user_indexes where idx_scan = 0" \
    | mail -s "unused indexes on $(hostname -s)" db-oncall@example.com
