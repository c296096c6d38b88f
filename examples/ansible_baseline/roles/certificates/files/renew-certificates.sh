#!/usr/bin/env bash
# Renew the certificates that have less than 30 days left; with --force all of them.
# Owner: @harbour/web
# Duration: 3 minutes
# On failure: the old certificates are put back by the script; read the message and try again the next day.
# Rollback: cp -a /var/backups/harbour/tls/. /etc/harbour/tls/ && systemctl reload nginx
set -euo pipefail

tls=/etc/harbour/tls
saved=/var/backups/harbour/tls
: "${ACME_DIRECTORY:=https://acme.example.org/directory}"

restore() {
    echo "renewal failed at line $1, putting the old certificates back" >&2
    cp -a "$saved/." "$tls/"
    systemctl reload nginx
}
trap 'restore $LINENO' ERR

# Before: the web server must be in order, or its reload would fail later.
nginx -t -q || { echo "nginx is not in order, nothing renewed" >&2; exit 1; }
test -s /etc/harbour/domains || { echo "no domains" >&2; exit 1; }

# Keep what is in use.
mkdir -p "$saved"
cp -a "$tls/." "$saved/"

while read -r domain; do
    # Enough days left: nothing to do.
    if [ "${1:-}" != --force ] && openssl x509 -checkend $((30 * 86400)) -noout -in "$tls/$domain.crt"; then
        continue
    fi
    # Ask the issuer for a new certificate.
    acme-client --directory "$ACME_DIRECTORY" --domain "$domain" --out "$tls"
done < /etc/harbour/domains

# Take the new certificates into use.
systemctl reload nginx

# After: every certificate is served and valid for at least 29 days.
/usr/local/sbin/check-certificate-expiry.sh 29 || { echo "a served certificate is still old" >&2; exit 3; }
