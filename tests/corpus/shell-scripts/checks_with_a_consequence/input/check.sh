#!/bin/bash
# Precheck and postcheck of an upgrade.
[ -s /etc/harbour/list ] || exit 1
test -d /srv/data || { echo "no /srv/data" >&2; exit 2; }
[[ -f /tmp/lock ]] && { logger -t upgrade -p user.err "another upgrade runs"; exit 3; }
if ! nginx -t; then
    echo "nginx is not in order" >&2
    exit 4
fi
if [ "$(df --output=avail / | tail -n 1)" -lt 1000 ]; then
    printf 'only %s blocks free on %s\n' "$free" "$(hostname)" >&2
    exit 5
elif [ ! -e /etc/harbour/go ]; then
    echo "nobody has said go" >&2
    exit 6
fi

# Upgrade.
apt-get -y install harbour

# It answers.
if curl -fsS http://localhost/healthz >/dev/null; then
    echo "ok"
else
    echo "no answer after the upgrade" >&2
    exit 7
fi
case "$(cat /srv/data/version)" in
    2.*) ;;
    *) echo "wrong version" >&2; exit 8 ;;
esac
