#!/bin/sh
# shellcheck disable=SC2086
# vim: set ts=4 sw=4:
# -*- coding: utf-8 -*-
# Author: Somebody With Three Names
# Usage: tools.sh [option] file

exit 0
