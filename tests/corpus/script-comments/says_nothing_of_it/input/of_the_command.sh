#!/bin/sh

# Leave while nothing is broken yet.
exit 0
