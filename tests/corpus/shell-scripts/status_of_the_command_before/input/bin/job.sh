#!/bin/bash
OK=0
rsync -a /srv/a /srv/b
if [ $? -ne 0 ]; then
    echo "the copy failed"
    exit 2
fi
mount /srv/c
[ $? -eq 0 ] || { echo "not mounted"; exit 3; }
if cmp -s a b; then
    echo "nothing to do"
    exit
fi
[ -e /run/lock ] && exit
case $1 in
    -v|--verbose) verbose=1 ;;
    *) echo "unknown option"; exit 1 ;;
esac
[ -n "$verbose" ] && { echo OK; exit $OK; }
test -s /srv/b || exit
[ -z "$x" ] || exit $STATE_OK
rm /srv/a
exit 4
