#!/bin/sh
# Push the metrics of hosts that cannot be scraped.
options="$*"
curl -s http://127.0.0.1:9100/metrics | curl -s --data-binary @- "$PUSH_URL?opts=$options"
