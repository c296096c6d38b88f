#!/bin/sh
# Ask everything, then tell.
failed=0
for host in a b; do
    ping -c 1 "$host" >/dev/null || { echo "$host is away" >&2; failed=1; }
done
if ! systemctl is-active --quiet harbour; then
    echo "harbour is down" >&2
    failed=1
fi
exit $failed
