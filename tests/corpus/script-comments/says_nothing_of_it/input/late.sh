#!/bin/sh
exit 0
# It would have said what it does.
