#!/bin/sh
systemd-run --scope /bin/true
echo "--on-calendar=daily"
systemd-run --on-calendar='half
systemd-run --on-calendar
