#!/bin/bash
set -e
# Old dumps go.
for db in tracking billing; do
    test -d "/srv/$db" || { echo "no folder for $db" >&2; exit 2; }
    # not more than ten
    find "/srv/$db" -name '*.dump' -mtime +10 -delete
    gzip "/srv/$db/new"
    mv "/srv/$db/new.gz" "/srv/$db/kept.gz"
done

case "$1" in
    daily)
        rm -f /srv/daily
        sync
        ;;
    weekly)
        rm -f /srv/weekly
        ;;
esac

if [ -f /var/run/reboot-required ]; then
    if [ "$REBOOT" = yes ]; then
        shutdown -r +5
    else
        echo "reboot wanted" | mail -s reboot ops
    fi
fi

{
    echo "== users"
    cut -d: -f1 /etc/passwd
} > /srv/report

(cd /srv && tar -cf all.tar report)

until pg_isready -q; do
    sleep 1
done

find /srv -name '*.tmp' | while read -r file; do
    rm "$file" || exit 3
done
invalid=$(psql -Atc 'select count(*) from pg_index where not indisvalid')
cat <<EOF | tee /srv/motd
swept
EOF
cat <<EOF > /srv/note || exit 5
a
EOF
> /srv/empty
