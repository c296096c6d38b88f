#!/bin/bash
while [ $tries -lt 10 ]; do tries=$((tries + 1)); done
if [ $# -lt 2 ]; then echo "usage"; exit 1; fi
if [ $rc -gt 0 ]; then exit 1; fi
if [ "$version_major" -lt 12 ]; then echo old; exit 1; fi
if [ $errors -gt 0 ]; then exit 1; fi
if [ $percent -gt 100 ]; then percent=100; fi
if [ "$disk" -gt "$limit" ]; then exit 1; fi
if [ "$size" = 10 ]; then exit 1; fi
if [ 5 -gt 3 ]; then exit 1; fi
if ! [ $usage -gt 3 ]; then exit 1; fi
test -e /x && echo x
cp a b && [ $count -gt 2 ] && echo y || echo z
# if [ $usage -gt 80 ]; then exit 1; fi
