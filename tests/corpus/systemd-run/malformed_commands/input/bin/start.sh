#!/bin/sh
systemd-run --unit=dump --on-calendar='*-*-* 03:00' /usr/local/sbin/dump --all
systemd-run --unit=hour-25 --on-calendar='*-*-* 25:00' /usr/local/sbin/dump
systemd-run --unit=word --on-unit-active=often /usr/local/bin/tide
systemd-run --on-calendar= /usr/local/bin/empty
systemd-run --on-calendar
systemd-run --unit=cut-off --on-calendar='*-*-* 04:00 /usr/local/bin/tide
