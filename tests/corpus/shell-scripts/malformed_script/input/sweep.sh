#!/bin/bash
set -e
rm -rf "/srv/old"
echo "café ÿþ"
if [ -f /srv/lock ]; then
    exit 2
for db in tracking billing; do
    gzip "/srv/$db/new
