#!/bin/sh
exec /opt/harvest/bin/harvest
