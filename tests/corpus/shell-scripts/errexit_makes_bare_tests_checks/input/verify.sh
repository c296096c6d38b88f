#!/bin/sh -e
test -s /srv/list
sha256sum -c /srv/list
set +e
grep -q harbour /srv/list
set -e
systemctl is-active --quiet harbour
