#!/usr/bin/env bash
# Exit 2 when a certificate that is served has fewer than N days left (first argument, default 21).
# Owner: @harbour/web
set -uo pipefail

days="${1:-21}"
bad=0

while read -r domain; do
    pem=$(echo | openssl s_client -connect "$domain:443" -servername "$domain" 2>/dev/null)
    if [ -z "$pem" ]; then
        echo "$domain: no answer on port 443" >&2
        bad=1
        continue
    fi
    if ! openssl x509 -checkend $((days * 86400)) -noout <<<"$pem" >/dev/null; then
        echo "$domain: expires in less than $days days" >&2
        bad=1
    else
        echo "$domain: ok"
    fi
done < /etc/harbour/domains

[ "$bad" -eq 0 ] || exit 2
