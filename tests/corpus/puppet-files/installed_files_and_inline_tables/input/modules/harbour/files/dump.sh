#!/bin/sh
pg_dump harbour > /srv/dump
