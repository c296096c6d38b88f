#!/usr/bin/env bash
# Security updates. Started by patching.timer.
# TODO: find out how to take a bad update back
set -e

export DEBIAN_FRONTEND=noninteractive

# The package lists must be fresh.
apt-get -qq update

# Security updates only, the origins stand in 50unattended-upgrades.
unattended-upgrade

# Restart the services that still use old libraries.
needrestart -r a -q

if [ -f /var/run/reboot-required ]; then
    if [ "$REBOOT_ALLOWED" = true ]; then
        shutdown -r +5 "reboot after updates"
    else
        echo "$(hostname -f) wants a reboot" | mail -s "reboot wanted" "$REPORT_TO"
    fi
fi
