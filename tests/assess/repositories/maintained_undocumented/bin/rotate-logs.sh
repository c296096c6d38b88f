#!/bin/sh
set -e
test -f /etc/logrotate.d/shop || exit 1
logrotate /etc/logrotate.d/shop
test -s /var/log/shop/shop.log.1 || exit 1
