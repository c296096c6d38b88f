#!/bin/sh
DAYS=730
openssl req -x509 -newkey rsa:4096 -nodes \
  -keyout key.pem -out cert.pem \
  -days 365 -subj "/C=DE/CN=shop.example.com"
openssl x509 -req -in agent.csr -days "$DAYS" -out certs/agent.crt
openssl ca -gencrl -crldays 30 -out crl.pem
step ca certificate db.example.com db.crt db.key --not-after 24h
ssh-keygen -s ca -I host -h -V +52w /etc/ssh/ssh_host_ed25519_key.pub
vault write pki/roles/web allowed_domains=example.com max_ttl=72h
openssl x509 -req -in other.csr -days $OTHER -out other.crt
