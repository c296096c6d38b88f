#!/bin/sh
exec /opt/harvest/bin/feed
