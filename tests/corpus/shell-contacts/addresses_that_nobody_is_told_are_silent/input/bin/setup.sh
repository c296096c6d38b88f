#!/bin/sh
git config user.email "bot@harbour.test"
GIT_EMAIL=bot@harbour.test
CERTBOT_EMAIL=ca@harbour.test
SLACK_CHANNEL=$(cat channel)
ADMIN_EMAIL=$(git config user.email)
ssh root@harbour.test true
# mail -s x ops@harbour.test
