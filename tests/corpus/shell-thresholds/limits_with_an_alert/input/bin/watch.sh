#!/bin/bash
WARN_DISK=80
CRITICAL=${CRITICAL:-90}
MAX_AGE_DAYS=2
used=$(df --output=pcent / | tail -1 | tr -dc 0-9)
if [ "$used" -ge "$CRITICAL" ]; then
    echo "CRITICAL: disk at $used%"
    exit 2
elif [ "$used" -ge "$WARN_DISK" ]; then
    echo "disk at $used%" | mail -s disk ops@harbour.test
fi
queue_size=$(mailq | wc -l)
(( queue_size > 500 )) && logger "the queue is long"
[ "$free_mb" -ge 1024 ] || { echo "too little memory"; exit 1; }
if [[ $age_days -gt $MAX_AGE_DAYS && -e /srv/dump ]]; then
    find /srv/dump -delete
fi
if [ $(cat /proc/loadavg | cut -d. -f1) -gt 8 ]; then status=CRITICAL; fi
if (( 90 < cpuUsage )); then notify_ops "cpu"; fi
