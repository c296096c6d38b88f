#!/bin/sh
# Bring the packages of the host up to date.
# Access: as root on shop1, by ssh from the bastion host.
# Duration: 30 minutes
# On failure: hold the package that fails and start it again.
# Rollback: restore the snapshot of the host from the console.
set -e
test -w /var/lib/dpkg || exit 1
apt-get --yes upgrade
systemctl is-active shop || exit 1
