#!/bin/sh
# helm rollback harbour
# restore_db() { psql < dump; }
RESTORE=no
restore_ifs() { IFS="$old"; }
