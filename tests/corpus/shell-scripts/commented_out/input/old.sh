#!/bin/sh
# rm -rf /srv/old
# [ -d /srv ] || exit 1
# if [ -e /srv/lock ]; then
#     exit 2
# fi
