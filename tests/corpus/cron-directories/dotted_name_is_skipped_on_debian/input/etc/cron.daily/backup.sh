#!/usr/bin/perl
backup
