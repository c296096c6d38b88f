#!/bin/bash
if [ "$usage" -gt ]; then exit 1; fi
if (( > 5 )); then exit 1; fi
if [ "$usage" -gt 80 -gt 90 ]; then exit 1; fi
if [ "$usage" -gt 8