"""What the spec takes for reading, adding and checking: by the whole command line, options and all."""

from __future__ import annotations

import pytest

from ddd import spec
from ddd.assess.commands import command_lines

SPEC = spec.load()

READING = """
    ls -la | sort -rn
    sort -k2 -n names
    sort names > sorted
    date +%F
    date -Is
    date -d yesterday +%s
    date --iso-8601=seconds
    hostname
    hostname -f
    ip r
    ip -br a
    ip -4 addr show dev eth0
    ip route get 192.0.2.1
    ss -tlnp
    dmesg -T
    journalctl -n 5 -u rotate --since today
    awk '{print $1}' names
    sed -n 1p names
    sed -n /-inside/p names
    sed s/a/b/ names
    find /srv -name core
    curl -fsS http://localhost/health
    curl -X GET http://localhost
    curl -sSfLo /dev/null -w "%{http_code}" http://localhost
    wget -qO- http://localhost
    wget -q --spider http://localhost
    systemctl -q is-active harbour
    systemctl -n 5 status harbour
    systemctl list-timers
    service harbour status
    tar -tzf dump.tgz
    gzip -tv dump.gz || gzip -t dump.gz
    pg_restore -l dump
    aide --check
    openssl x509 -noout -enddate -in cert.pem
    clamscan -r /home
    npm audit --json
    smartctl -H /dev/sda
    amtool silence query
    kubectl rollout status deployment/harbour
    ansible.builtin.uri url=http://localhost/healthz status_code=200
    echo done > stamp
"""
ADDING = """
    tar czf dump.tgz /srv
    tar -C /srv -cf dump.tar .
    zip -r dump.zip /srv
    curl -o page http://localhost
    curl -sSLO http://localhost/page
    wget http://localhost/page
    ln -s a b
    rsync -a /srv/ /backup/
    pg_dump harbour > dump.sql
"""
CHANGING = """
    journalctl --vacuum-time=1d
    journalctl --rotate
    date -s 12:00
    date 112117002026
    date --set=12:00
    hostname harbour
    hostname -F /etc/hostname
    timedatectl set-timezone UTC
    ip addr add 192.0.2.1/24 dev eth0
    ip link set eth0 down
    ip r del default
    ss -K dst 192.0.2.1
    dmesg -C
    lastlog -C -u bob
    faillog -r
    sort -o names names
    sort -uo names names
    awk -i inplace 1 names
    awk '{system("rm " $1)}' names
    yq -i .a=1 names.yml
    sed -i s/a/b/ names
    sed -Ei.bak s/a/b/ names
    sed --in-place s/a/b/ names
    find /srv -delete
    find /srv -exec rm {} +
    find /srv -fprint names
    curl -XPOST http://localhost/health
    curl -sX DELETE http://localhost/health
    curl -d a=b http://localhost/health
    curl --json {} http://localhost
    curl -T dump ftp://localhost
    wget --post-data=a http://localhost
    systemctl restart status-page
    systemctl stop show.service
    service status-page restart
    tar -C / -xzf dump.tgz
    tar cf dump.tar --remove-files /srv
    zip -rm dump.zip /srv
    zip -d dump.zip name
    ln -sfn new current
    rsync -a --delete /srv/ /backup/
    rsync -a --remove-source-files /srv/ /backup/
    pg_restore -L list -d harbour dump
    borg check --repair /backup
    aide -c /etc/aide.conf --update
    rkhunter --propupd
    openssl x509 -req -in a.csr -out cert.pem
    clamscan --remove -r /home
    npm audit fix
    smartctl -s on /dev/sda
    needrestart -b -r a
    amtool silence expire 1
    ansible.builtin.uri url=http://localhost/health method=POST
    > /var/log/syslog
    : > /var/log/syslog
    cat /dev/null > /var/log/syslog
    xargs rm -f
    env A=b rm -rf /srv
    crontab -r
    sysctl -w vm.swappiness=1
    mount /dev/sda1 /srv
    git fetch
    git gc
    docker system prune -f
    kubectl delete pod harbour-0
    psql -c "delete from sessions"
    restic forget --prune
    file-cleaner.sh
    mail-purge.sh
    find-and-delete.sh
    w.sh
    top-up
    touch-up.sh
"""


def lines(text: str) -> list[str]:
    return [one.strip() for one in text.strip().splitlines()]


@pytest.mark.parametrize("command", lines(READING))
def test_reads(command: str) -> None:
    assert all(map(SPEC.read_only.match, command_lines(command)))
    assert command_lines(command)


@pytest.mark.parametrize("command", lines(ADDING))
def test_adds_and_is_not_taken_for_reading(command: str) -> None:
    assert all(map(SPEC.additive.match, command_lines(command)))
    assert not any(map(SPEC.read_only.match, command_lines(command)))


@pytest.mark.parametrize("command", lines(CHANGING))
def test_changes_something(command: str) -> None:
    known = (SPEC.read_only, SPEC.additive, SPEC.checking, SPEC.idle)
    assert [one for one in command_lines(command) if not any(each.match(one) for each in known)]


@pytest.mark.parametrize(
    "command",
    [
        "systemctl is-active harbour",
        "service harbour status",
        "curl -f http://localhost/healthz",
        "tar -tf a",
        "gzip -t a",
    ],
)
def test_checks(command: str) -> None:
    assert all(map(SPEC.checking.match, command_lines(command)))
