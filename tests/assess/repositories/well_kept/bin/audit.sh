#!/bin/sh
# Look for what does not belong on the host.
# Access: as root on shop1, by ssh from the bastion host.
# Duration: 10 minutes
# On failure: start it again with more memory.
set -e
test -x /usr/sbin/lynis || exit 1
lynis audit system
grep -q "Hardening index" /var/log/lynis.log || exit 1
