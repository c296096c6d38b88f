#!/bin/sh
set -e
find /var/cache/app -mtime +30 -delete
