openssl req -x509 -days
openssl req -days forever \

EASYRSA_CERT_EXPIRE=
openssl req -days 99999999
openssl req -days 999999
