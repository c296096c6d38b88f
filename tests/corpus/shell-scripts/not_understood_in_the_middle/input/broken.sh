#!/bin/sh
cp a b
if [ -e c ]; then
    cp c d
done
