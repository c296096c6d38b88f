#!/usr/bin/env bash
# Monthly audit of the local accounts: who can log in, who has sudo rights, who has not been here for 90 days.
# Owner: @harbour/security
# Access: as root on the host, by ssh through bastion.example.net.
# Duration: 10 minutes
set -euo pipefail
trap 'echo "user audit failed at line $LINENO" >&2' ERR

dir=/var/log/harbour/audit
report="$dir/users-$(date +%Y-%m).txt"

# The directory and the roster have to be there.
test -d "$dir" || { echo "$dir does not exist" >&2; exit 1; }
test -s /etc/harbour/roster.txt || { echo "the roster is missing or empty" >&2; exit 1; }

# Accounts with a login shell.
getent passwd | awk -F: '$3 >= 1000 && $7 !~ /(nologin|false)$/ {print $1}' | sort > "$report.accounts"

# Members of the groups with sudo rights.
getent group sudo adm | awk -F: '{print $1 ": " $4}' > "$report.groups"

# Accounts without a login for 90 days.
lastlog --before 90 | awk 'NR > 1 {print $1}' | sort > "$report.unused"

# One report of it all.
{
    echo "== accounts not on the roster"
    comm -23 "$report.accounts" <(sort /etc/harbour/roster.txt)
    echo "== privileged groups"
    cat "$report.groups"
    echo "== not used for 90 days"
    comm -12 "$report.accounts" "$report.unused"
} > "$report"

# The report is complete: three headings, and root's group is in it.
[ "$(grep -c '^==' "$report")" -eq 3 ] || { echo "$report is incomplete" >&2; exit 3; }
grep -q '^sudo:' "$report" || { echo "no sudo group in $report" >&2; exit 3; }
