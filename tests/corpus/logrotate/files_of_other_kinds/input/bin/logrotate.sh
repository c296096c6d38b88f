#!/bin/sh
# daily
logrotate -f /etc/logrotate.conf {
