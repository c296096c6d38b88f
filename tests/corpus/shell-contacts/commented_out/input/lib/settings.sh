#!/bin/sh
# ADMIN_EMAIL=ops@harbour.test
# mail -s x ops@harbour.test
GIT_EMAIL=bot@harbour.test
