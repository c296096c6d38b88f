#!/bin/bash
set -e
put_back() {
    echo "failed at line $1, putting the old one back" >&2
    cp -a /srv/old /srv/current
}
trap 'put_back $LINENO' ERR
trap 'rm -f /tmp/scratch' EXIT
trap - INT
cp -a /srv/new /srv/current
