#!/usr/bin/env bash
# certificates.sh DIRECTORY: a CA, one certificate for every server on localhost, one for clients.
set -euo pipefail
cd "$1"
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Strainlake test bed/CN=testbed CA" -keyout ca.key -out ca.pem
openssl req -newkey rsa:2048 -nodes -subj "/O=Strainlake test bed/CN=localhost" -keyout host.key -out host.csr
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n' >host.ext
openssl x509 -req -in host.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile host.ext -out host.pem
openssl req -newkey rsa:2048 -nodes -subj "/O=Strainlake test bed/CN=virgo" -keyout client.key -out client.csr
printf 'extendedKeyUsage=clientAuth\n' >client.ext
openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile client.ext -out client.crt
cat client.crt client.key >client.pem
cat /etc/ssl/certs/ca-certificates.crt ca.pem >bundle.pem
chmod 600 ./*.key client.pem
mkdir -p xrd
cp host.pem host.key ca.pem xrd/
chmod 700 xrd
chmod 400 xrd/host.key
# the same CA under the hashed name that grid tools look for
mkdir -p cadir
cp ca.pem "cadir/$(openssl x509 -hash -noout -in ca.pem).0"
