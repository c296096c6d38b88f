#!/bin/sh
set -e
test -w /var/lib/dpkg || exit 1
apt-get --yes upgrade
systemctl is-active shop || exit 1
