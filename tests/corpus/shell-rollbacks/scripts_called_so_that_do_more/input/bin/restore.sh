#!/bin/sh
work=$(mktemp -d)
tar -C "$work" -xf /srv/backup/www.tar
rsync -a "$work/" /srv/www/
rm -rf "$TMPDIR/www"
