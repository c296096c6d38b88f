#!/bin/sh
# Sweeps the spool of the harbour.
# Owner: root:root
# Maintainer: Ada Example <ada@example.com>
find /var/spool/harbour -mtime +7 -delete
