#!/bin/sh
find /srv/cache -mtime +7 -delete
