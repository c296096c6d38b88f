#!/bin/sh
# remove dead web sessions
cd /var/lib/bookings/sessions || exit 1
for s in sess_*; do
	if [ ! -s "$s" ]; then
		rm -f "$s"
	fi
done
