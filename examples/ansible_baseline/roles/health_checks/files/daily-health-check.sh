#!/usr/bin/env bash
# Daily health check: services, disks, memory, pending reboots. Reads only; the report goes to the log of the day.
#
# Owner: @harbour/sre
# Access: as root on the host, by ssh through bastion.example.net.
# Duration: 2 minutes
# On failure: open a ticket for the host; for exit code 2 or 3 restart the service or free space at once.
# Escalation: page the SRE on call after 30 minutes when a service stays down.
set -euo pipefail
trap 'echo "health check broke at line $LINENO" >&2' ERR

# shellcheck source=/dev/null
. /etc/harbour/health.conf
report=/var/log/harbour/health-$(date +%F).log

# Precheck: the report can be written.
test -w /var/log/harbour || { echo "cannot write to /var/log/harbour" >&2; exit 1; }

# The services of the tracking application are running.
for unit in nginx harbour-app harbour-worker; do
    systemctl is-active --quiet "$unit" || { echo "$unit is not running" >&2; exit 2; }
done

# No file system is fuller than the limit.
used=$(df --output=pcent -x tmpfs -x devtmpfs | tail -n +2 | tr -dc '0-9\n' | sort -n | tail -n 1)
if [ "$used" -gt "$DISK_LIMIT" ]; then
    echo "a file system is $used % full, limit is $DISK_LIMIT %" >&2
    exit 3
fi

# At least 5 % of the memory is available.
available=$(awk '/^MemTotal/ {t = $2} /^MemAvailable/ {a = $2} END {printf "%d", a * 100 / t}' /proc/meminfo)
[ "$available" -ge 5 ] || { echo "only $available % of the memory is available" >&2; exit 3; }

# The application answers on this host.
curl -fsS --max-time 10 http://127.0.0.1:8080/healthz >/dev/null || { echo "no answer on /healthz" >&2; exit 2; }

# A pending reboot is a remark, not an error.
if [ -f /var/run/reboot-required ]; then
    echo "reboot wanted since $(date -r /var/run/reboot-required +%F)"
fi

# Write the report and read it back.
echo "ok disk=$used% memory_available=$available%" | tee "$report"
grep -q '^ok' "$report" || { echo "the report is empty" >&2; exit 4; }
