#!/bin/bash
if [ ! -r "$conf" ]; then
    echo "no configuration"
    rm -f "$lock"
    exit 1
fi
if [ ! -r "$key" ]; then
    cat >&2 <<EOF
no key in $key
EOF
    exit 2
fi
[ -e "$socket" ] || { echo "no socket" && exit 3; }
status_of_proc harbour && exit 0 || exit 5
if [ -e "$old" ]; then echo "the old one is there" && exit 6; fi
rc=$?
exit "$rc"
