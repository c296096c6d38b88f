#!/bin/bash
trap 'restore_routes; echo "routes are back"' EXIT
restore_routes() { ip route restore < /run/routes; }
ip route flush table 7
