#!/bin/sh
rm -rf /srv/report/old
