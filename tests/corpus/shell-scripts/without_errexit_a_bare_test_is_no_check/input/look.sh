#!/bin/sh
test -s /srv/list
grep -q harbour /srv/list
cp /srv/list /srv/list.copy
