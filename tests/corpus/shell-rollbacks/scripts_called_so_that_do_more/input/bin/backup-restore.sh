#!/bin/sh
if [ "$1" = restore ]; then
    restic -r /srv/repository restore --target / latest
else
    restic -r /srv/repository backup /srv/www
    restic -r /srv/repository forget --keep-last 14 --prune
fi
