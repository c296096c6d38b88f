#!/bin/sh
# Ask the shop whether it answers.
# Access: as root on shop1, by ssh from the bastion host.
# Duration: 1 minute
# On failure: restart the shop once; if that does not help, call its owner.
set -e
test -x /usr/bin/curl || exit 1
curl -fsS http://localhost/health
curl -fsS http://localhost/status
