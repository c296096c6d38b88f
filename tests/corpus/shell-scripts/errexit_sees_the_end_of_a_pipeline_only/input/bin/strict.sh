#!/bin/bash
set -euo pipefail
/opt/harbour/cleanup --days 7 | tee /var/log/cleanup.log
set +o pipefail
/opt/harbour/sweep | sort > /srv/swept
