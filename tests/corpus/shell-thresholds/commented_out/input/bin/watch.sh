#!/bin/sh
LIMIT=80
# if [ "$usage" -gt "$LIMIT" ]; then exit 1; fi
