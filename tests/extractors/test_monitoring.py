"""Plugins' thresholds, and the grammars around them."""

from __future__ import annotations

import pytest

from ddd.extractors.monitoring._objects import objects
from ddd.extractors.monitoring._plugins import bounds, is_asked_elsewhere, plugin
from ddd.extractors.monitoring.monit import monit
from ddd.extractors.monitoring.nagios import nagios_services
from ddd.extractors.monitoring.netdata import netdata
from ddd.extractors.monitoring.zabbix import zabbix
from ddd.model import Confidence, Trigger
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source


def _triggers(extractor: Extractor, path: str, text: str) -> list[Trigger]:
    return [one for one in extractor.extract(Source(path, text.encode())) if isinstance(one, Trigger)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("check_procs -w 10", [("number of processes", ">", "10", "")]),
        ("check_procs -w 10:", [("number of processes", "<", "10", "")]),
        ("check_procs -w :10", [("number of processes", ">", "10", "")]),
        ("check_procs -w ~:10", [("number of processes", ">", "10", "")]),
        ("check_procs -w 10:20", [("number of processes", "<", "10", ""), ("number of processes", ">", "20", "")]),
        ("check_procs -w @10:20", [("number of processes", ">=", "10", ""), ("number of processes", "<=", "20", "")]),
        ("check_procs -w @0:20", [("number of processes", "<=", "20", "")]),
        ("check_procs -m CPU -w 90 -C web", [("CPU use of a process of web", ">", "90", "%")]),
        ("check_disk -w 20% -p /var", [("free disk space of /var", "<", "20%", "%")]),
        ("check_disk -c 500 -p /", [("free disk space of /", "<", "500", "MB")]),
        ("check_disk -K 5%", [("free inodes", "<", "5%", "%")]),
        (
            "check_load -w 5,4",
            [("load average over 1 minute", ">", "5", ""), ("load average over 5 minutes", ">", "4", "")],
        ),
        ("check_load --warning=9", [("load average over 1 minute", ">", "9", "")]),
        ("check_ping -c 500.0,60%", [("round trip time", ">=", "500.0", "ms"), ("packet loss", ">=", "60%", "%")]),
        ("check_file_age -W 10 -f /x", [("size of the file of /x", "<", "10", "bytes")]),
        (
            "check_http -H a -C 30,14",
            [("days until the certificate ends of a", "<=", "30", "d")] * 1
            + [("days until the certificate ends of a", "<=", "14", "d")],
        ),
        ("check_http -C 30", [("days until the certificate ends", "<=", "30", "d")]),
        ("sudo /opt/check_users -w'5'", [("number of logged in users", ">", "5", "")]),
        (
            'check_by_ssh -H a -C "check_users -w 5 -c 9"',
            [("number of logged in users", ">", "5", ""), ("number of logged in users", ">", "9", "")],
        ),
        ("check_nrpe -H a -c check_load", []),
        ("check_users | grep -w 5", []),
        ("check_users -w many", []),
        ("check_disk -w -c", []),
        ("echo -w 5", []),
        ("", []),
    ],
)
def test_ranges_and_what_is_measured(command: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert [(one.subject, one.comparison, one.stated, one.unit) for one in bounds(command)] == expected


def test_little_is_bad_where_the_warning_is_the_higher_one() -> None:
    found = bounds("/opt/check_free_slots.py -w 50 -c 20")
    assert [(one.comparison, one.threshold, one.confidence) for one in found] == [
        ("<", 50.0, Confidence.MEDIUM),
        ("<", 20.0, Confidence.MEDIUM),
    ]
    assert [one.comparison for one in bounds("check_slots -w 20 -c 50")] == [">", ">"]
    assert [one.comparison for one in bounds("check_slots -w {{ a }} -c 50")] == [">", ">"]


def test_the_innermost_plugin_counts() -> None:
    assert plugin("negate /opt/check_tcp -p 80") == "check_tcp"
    assert plugin("{{ plugins }}/check_raid.py --all") == "check_raid.py"
    assert plugin("make check") == ""
    assert is_asked_elsewhere("check_nrpe -c check_load")


def test_long_command_lines_are_cut() -> None:
    assert bounds("check_users " + "-x y " * 5_000 + "-w 5") == []
    assert plugin("x" * 100_000) == ""


def test_templates_are_inherited_through_each_other_and_in_circles() -> None:
    text = """
    define service { name a
    use b, a
    contacts x
    register 0
    }
    define service {
    name b
    use a
    max_check_attempts 1
    register 0
    }
    define service {
    use a
    service_description s
    check_command check_ping!1,2%!3,4%
    }
    """
    found = objects(Source("x.cfg", text.encode()))
    assert found[2].said("max_check_attempts") == "1"
    assert {one.notifies for one in _triggers(nagios_services, "x.cfg", text)} == {("x",)}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("last(/h/k)>5", [("k", ">", 5.0, 0)]),
        ("max(/h/k,10m)<1M", [("max of k", "<", 2.0**20, 600)]),
        ("min(/h/k,#3)>1", [("min of k", ">", 1.0, None)]),
        ("last(/h/k[a,b],#1)<>0", [("k[a,b]", "!=", 0.0, None)]),
        ("last(/h/a)<1 or last(/h/b)>2", [("a", "<", 1.0, 0), ("b", ">", 2.0, 0)]),
        ("last(/h/a)<1 and last(/h/b)>2", [("a", "<", 1.0, 0)]),
        ("{h:k.last()}=2", [("k", "==", 2.0, 0)]),
        ("{h:k[x].nodata(5m)}=1", [("k[x]", "absent", None, 300)]),
        ("nodata(/h/k,5m)=1", [("k", "absent", None, 300)]),
        ("last(/h/a)>last(/h/b)", []),
        ("1>0", []),
    ],
)
def test_expressions_of_zabbix(expression: str, expected: list[tuple[str, str, float | None, int | None]]) -> None:
    text = f'zabbix_export:\n  triggers:\n    - expression: "{expression}"\n      name: n\n'
    found = _triggers(zabbix, "x.yaml", text)
    assert [(one.subject, one.comparison, one.threshold, one.for_seconds) for one in found] == expected


def test_an_export_without_name_or_expression_is_silent() -> None:
    assert not _triggers(
        zabbix, "x.yaml", "zabbix_export:\n  triggers:\n    - name: n\n    - expression: last(/h/k)>5\n"
    )
    assert not _triggers(zabbix, "x.xml", "zabbix_export")
    assert not _triggers(zabbix, "x.json", '{"zabbix_export":\n 1}')
    assert not _triggers(zabbix, "x.json", '{"a": "zabbix_export"}')


def test_alarms_of_netdata_that_tell_nobody() -> None:
    (one,) = _triggers(netdata, "x.conf", "alarm: a\non: b\nwarn: abs($this) >= 3\nto: silent\n")
    assert (one.notifies, one.comparison, one.threshold) == ((), ">=", 3.0)


def test_cycles_of_monit_are_unknown_without_their_length() -> None:
    (one,) = _triggers(monit, "monitrc", "check system quay\n  if loadavg (5min) gt 4 for 3 cycles then alert\n")
    assert (one.subject, one.comparison, one.threshold, one.for_seconds) == ("loadavg (5min) of quay", ">", 4.0, None)


def test_macros_of_the_server_are_not_what_is_measured() -> None:
    (one,) = bounds("check_http -H $HOSTADDRESS$ -p 80 -w 5")
    assert one.subject == "time to answer of 80"
