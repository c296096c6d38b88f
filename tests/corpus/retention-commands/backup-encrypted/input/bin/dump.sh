#!/bin/bash
set -o pipefail
pg_dump orders | gzip | gpg --encrypt --recipient ops@example.org > /srv/dumps/orders.gpg
tar -c /srv/files | openssl enc -aes-256-cbc -pass file:/etc/key > /srv/dumps/files.enc
curl -fsSL https://example.org/key.asc | gpg --dearmor -o /etc/apt/keyrings/tool.gpg
cat message | gpg --encrypt --recipient someone@example.org
borg init -e none /srv/plain
