#!/bin/sh
set -e
test -x /usr/bin/curl || exit 1
curl -fsS http://localhost/health
curl -fsS http://localhost/status
