#!/bin/sh
AHEAD=1209600
openssl x509 -checkend 2592000 -noout -in /etc/ssl/harbour.pem || echo renew
openssl x509 -checkend $AHEAD -noout -in "$cert"
openssl x509 -checkend $((7*86400)) -noout
openssl x509 -checkend 60 -noout -in x.pem
openssl x509 -checkend $seconds -noout -in x.pem
df -P | awk '$5+0 > 90 {print $6}' | mail -s disk root
ls | awk '$5 > 3'
awk '$5 > 3' file
