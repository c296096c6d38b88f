#!/bin/sh
echo "nothing can be undone"
