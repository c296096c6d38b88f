#!/bin/sh
set -e
test -x /usr/sbin/lynis || exit 1
lynis audit system
grep -q "Hardening index" /var/log/lynis.log || exit 1
