#!/bin/bash
ADMIN_EMAIL=ops@harbour.test
SLACK_CHANNEL="#harbour"
REPLY_EMAIL=nobody@harbour.test
NOTIFY="$(cat /etc/notify)"
if ! restic check; then
    echo damaged | mail -s "backup of $(hostname)" -c night@harbour.test "$ADMIN_EMAIL"
fi
tell() {
    sendmail -t root < /tmp/report
}
mailx -s report -r from@harbour.test ${MANAGER:-boss@harbour.test} < /tmp/report
mail -s x admin@example.com < /tmp/report
mail -s x $1 < /tmp/report
