#!/bin/sh
rm -rf /srv/www
tar -C / -xf /srv/backup/www.tar
