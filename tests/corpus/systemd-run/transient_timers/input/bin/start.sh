#!/bin/sh
# systemd-run --on-calendar=hourly /bin/false
systemd-run --unit=dump --on-calendar='*-*-* 03:00' /usr/local/sbin/dump --all
sudo systemd-run -u tide --on-boot=1min \
    --on-unit-active=6h -- /usr/local/bin/tide
systemd-run --on-calendar "$WHEN" /usr/local/bin/open
