#!/bin/bash
# export of the old booking system (mysql)
# $1: daily, monthly, partners or closing
OUT=/var/spool/bookings/export-$1-`date +%Y%m%d`.csv

if [ -z "$1" ]; then
	echo "usage: export-bookings.sh daily|monthly|partners|closing"
	exit 1
fi

cd /var/spool/bookings
mysql --user=report --password=hunter2-example bookings -B -e "call export_$1()" > $OUT

# upload
curl -s -T $OUT https://reporter:s3cr3t-example@reports.example.com/upload/

if [ "$1" = closing ]; then
	mysql --user=report --password=hunter2-example bookings -e "call close_month()"
	# FIXME: this must not run twice
fi

find /var/spool/bookings -name 'export-*' -mtime +30 -exec rm {} \;
