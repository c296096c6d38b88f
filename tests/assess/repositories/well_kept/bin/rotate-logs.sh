#!/bin/sh
# Rotate the logs of the shop.
# Access: as root on shop1, by ssh from the bastion host.
# Duration: 2 minutes
# On failure: look for a full disk and start it again.
# Rollback: copy /var/log/shop/shop.log.1 back.
set -e
test -f /etc/logrotate.d/shop || exit 1
logrotate /etc/logrotate.d/shop
test -s /var/log/shop/shop.log.1 || exit 1
