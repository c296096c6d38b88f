#!/bin/sh
# Move rotated logs to the archive.

src=/var/log/harbour/app
dst=/srv/log-archive/$(hostname -s)/$(date +%Y/%m)

mkdir -p "$dst"

# compressed files only
for f in "$src"/*.gz; do
    mv "$f" "$dst/"
done

# the archive is read by the support desk
chgrp -R support "$dst"
chmod -R g+rX "$dst"
