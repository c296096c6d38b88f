#!/bin/sh
# name.sh
# Cleans up

exit 0
