#!/bin/sh
[ -e /etc/harbour/enabled ] || exit 0
[ -s /srv/queue ] || { echo "nothing to do"; exit 0; }
harbour-queue run
exit 0
