#!/bin/sh
restic forget --keep-daily
find -mtime + -delete
find /srv -mtime +x -delete
if then --keep-weekly=abc fi
