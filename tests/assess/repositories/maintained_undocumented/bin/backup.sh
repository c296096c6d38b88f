#!/bin/sh
set -e
test -d /backup || exit 1
pg_dump --file=/backup/shop.dump shop
test -s /backup/shop.dump || exit 1
