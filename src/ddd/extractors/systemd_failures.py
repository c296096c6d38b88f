"""Reads what systemd and supervisord do when a service fails, hangs or cannot start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.extractors._jinja import references
from ddd.extractors._units import Setting, settings
from ddd.extractors.crontab import Place
from ddd.measures import seconds
from ddd.model import Check, FailureMode, Phase
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_UNITS = ("service", "timer", "socket", "mount", "path", "target")
_DROP_IN = re.compile(r"(?:.*/)?(?P<unit>[^/]+\.(?:service|timer|socket|mount|path|target))\.d/[^/]+")
_ENDS = {
    "always": "{unit} ends",
    "on-failure": "{unit} fails",
    "on-abnormal": "{unit} is ended by a signal or does not answer in time",
    "on-abort": "{unit} is ended by a signal that it did not expect",
    "on-watchdog": "{unit} gives no sign of life",
    "on-success": "{unit} ends without an error",
}
_TIMES = {
    "WatchdogSec": (
        "{unit} gives no sign of life",
        "no sign of life for {value}",
        "it is ended and counts as failed",
    ),
    "RuntimeMaxSec": ("{unit} runs too long", "it runs for more than {value}", "it is ended and counts as failed"),
    "TimeoutStartSec": (
        "{unit} does not start in time",
        "its start takes more than {value}",
        "it is ended and counts as failed",
    ),
    "TimeoutStopSec": ("{unit} does not stop in time", "its stop takes more than {value}", "it is killed"),
    "TimeoutSec": (
        "{unit} does not start or stop in time",
        "that takes more than {value}",
        "it is ended, at last killed",
    ),
}
_CONDITIONS = {
    "PathExists": ("`{value}` exists", "`{value}` does not exist"),
    "PathExistsGlob": ("a file `{value}` exists", "no file `{value}` exists"),
    "PathIsDirectory": ("`{value}` is a folder", "`{value}` is no folder"),
    "PathIsMountPoint": ("`{value}` is mounted", "`{value}` is not mounted"),
    "PathIsReadWrite": ("`{value}` can be written to", "`{value}` cannot be written to"),
    "FileNotEmpty": ("`{value}` is not empty", "`{value}` is empty"),
    "FileIsExecutable": ("`{value}` can be executed", "`{value}` cannot be executed"),
    "DirectoryNotEmpty": ("the folder `{value}` is not empty", "the folder `{value}` is empty"),
    "ACPower": ("the machine has mains power: {value}", "the machine has mains power: not {value}"),
}
_NOWHERE = "/enoent"
"""The path by which a drop-in switches a unit off: there is nothing to look for."""
_TESTS = re.compile(
    r"""(?:^|[\s'"/]) (?: nginx | apachectl | httpd | apache2ctl | sshd | haproxy | php-fpm[\d.]{0,5} | caddy | dhcpd
          | varnishd | promtool | amtool | visudo | chronyd )
        \s (?:.{0,200}?\s)? (?: -t | -T | -c | configtest | validate | check | -configtest ) (?: \s | ["'] | $ )
      | (?:^|[\s'"/]) (?: named-checkconf | unbound-checkconf | testparm | mountpoint\ -q | pg_isready | nc\ -z )
      | (?:^|[\s'"/]) (?: test | \[ ) \s (?:!\s)? -[a-zA-Z] \s
      | \s --? (?: config-?test | test-config | check-config | config\.check | validate-config | check-only
          | verify-config ) \b
      | ^\S{0,100} (?: check | verify | validate | preflight ) [\w-]{0,30} (?:\.sh|\.py)? (?: \s | $ )""",
    re.VERBOSE,
)
_AGAIN = {
    **dict.fromkeys(("true", "yes", "on", "1"), ("{program} ends", "it is started again")),
    **dict.fromkeys(("false", "no", "off", "0"), ("{program} ends", "it is not started again")),
    "unexpected": ("{program} ends with an exit code that was not expected", "it is started again"),
}
_PREFIXES = "@:+!|"
_NEVER = frozenset({"", "0", "infinity"})
_LONGEST = 400


@extractor(
    "systemd-failures",
    paths=(*(f"*.{unit}" for unit in _UNITS), *(f"*.{unit}.d/*.conf" for unit in _UNITS)),
    literals=(
        *("Restart=", "OnFailure=", "StartLimitBurst=", "ExecStartPre=", "ExecCondition="),
        *(f"{key}=" for key in _TIMES),
        *("ConditionPath", "ConditionFile", "ConditionDirectory", "ConditionACPower", "AssertPath", "AssertFile"),
        "AssertDirectory",
    ),
)
def systemd_failures(source: Source) -> Iterator[FailureMode | Check]:
    """Find what happens when a unit fails, and what must hold before it starts; in units, templates and drop-ins.

        [Unit]
        OnFailure=alert@%n.service
        ConditionPathExists=/etc/backup.conf
        [Service]
        ExecStartPre=/usr/sbin/nginx -t
        Restart=on-failure
        RestartSec=30
        WatchdogSec=60

    `Restart=` (with how long it waits), `OnFailure=`, the end of all attempts (`StartLimitBurst=`), `WatchdogSec=`,
    `RuntimeMaxSec=`, `TimeoutStartSec=` and `TimeoutStopSec=` are ways of failing. A condition or an assertion on a
    path, and an `ExecStartPre=` that only tests (`nginx -t`, `test -f …`), are checks before the start; one whose
    failure is ignored (`-/bin/test`) is none. An empty assignment takes back what stands before it.
    Format: systemd.service(5), systemd.unit(5).
    """
    drop_in = _DROP_IN.fullmatch(source.installed_path)
    unit = drop_in["unit"] if drop_in else source.installed_path.rpartition("/")[2]
    yield from unit_failures(source.lines, unit, source.at)


def unit_failures(lines: Sequence[str], unit: str, at: Place) -> Iterator[FailureMode | Check]:
    """Yield what the text of a unit says of its failures.

    lines: its text. unit: its name. at: where a line of the text stands.
    """
    all_of = list(settings(lines))
    values = {one.key: one for one in all_of}  # the last one counts
    yield from _restarts(at, unit, values)
    yield from _gives_up(at, unit, values)
    yield from _timeouts(at, unit, values)
    yield from _handlers(at, unit, values)
    yield from _checks(at, unit, all_of)


def _failure(
    at: Place, unit: str, message: str, *told: Setting, guard: str = "", outcome: str, within: int | None = None
) -> FailureMode:
    return FailureMode(
        system="systemd-service",
        name=unit,
        message=message.replace("{unit}", unit),
        guard=guard,
        outcome=outcome,
        within_seconds=within,
        references=references(guard, outcome),
        evidence=tuple(at(one.line, one.column) for one in told),
    )


def _restarts(at: Place, unit: str, values: dict[str, Setting]) -> Iterator[FailureMode]:
    restart, wait = values.get("Restart"), values.get("RestartSec")
    if restart is None or restart.value not in _ENDS:
        return
    after = f" after {_length(wait.value)}" if wait and wait.value not in _NEVER else ""
    told = (restart, wait) if wait and after else (restart,)
    yield _failure(at, unit, _ENDS[restart.value], *told, outcome=f"it is started again{after}")


def _gives_up(at: Place, unit: str, values: dict[str, Setting]) -> Iterator[FailureMode]:
    burst = values.get("StartLimitBurst")
    interval = values.get("StartLimitIntervalSec") or values.get("StartLimitInterval")
    if burst is None or burst.value in _NEVER or (interval and interval.value in _NEVER):
        return
    within = _length(interval.value) if interval else "10 s"
    action = values.get("StartLimitAction")
    done = f"; then {action.value}" if action and action.value not in ("", "none") else ""
    yield _failure(
        at,
        unit,
        "{unit} fails again and again",
        *(one for one in (burst, interval, action if done else None) if one),
        guard=f"it was started {burst.value} times within {within}",
        outcome=f"it is not started again{done}",
        within=seconds(interval.value, bare=1) if interval else 10,
    )


def _timeouts(at: Place, unit: str, values: dict[str, Setting]) -> Iterator[FailureMode]:
    for key, (message, guard, outcome) in _TIMES.items():
        setting = values.get(key)
        if setting is None or setting.value in _NEVER:
            continue
        length = seconds(setting.value, bare=1)
        if length is None and not references(setting.value):
            continue
        guard = guard.replace("{value}", _length(setting.value))
        yield _failure(at, unit, message, setting, guard=guard, outcome=outcome, within=length)


def _handlers(at: Place, unit: str, values: dict[str, Setting]) -> Iterator[FailureMode]:
    setting = values.get("OnFailure")
    if setting is not None and setting.value:
        started = setting.value.replace("%n", unit).replace("%N", unit.rpartition(".")[0])
        started = started.replace("%p", unit.rpartition(".")[0].partition("@")[0])
        yield _failure(at, unit, "{unit} fails", setting, outcome=f"{started} is started")


def _checks(at: Place, unit: str, all_of: list[Setting]) -> Iterator[Check]:
    kept: dict[str, list[Setting]] = {}
    for one in all_of:
        if one.value:
            kept.setdefault(one.key, []).append(one)
        else:
            kept.pop(one.key, None)
    for key, given in kept.items():
        for one in given:
            condition = _tested(one) if key in ("ExecStartPre", "ExecCondition") else _condition(key, one.value)
            if condition:
                yield Check(
                    system="systemd-service",
                    name=unit,
                    phase=Phase.PRE,
                    condition=condition,
                    references=references(condition),
                    evidence=(at(one.line, one.column),),
                )


def _tested(setting: Setting) -> str:
    """Return what a command before the start tests; empty when it does something, or its failure does not count."""
    bare = setting.value.lstrip(_PREFIXES)
    if bare.startswith("-") or len(bare) > 2_000:
        return ""
    if setting.key == "ExecStartPre" and not _TESTS.search(bare):
        return ""
    line = " ".join(bare.split())
    return f"`{line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}` exits 0"


def _condition(key: str, value: str) -> str:
    what = key.removeprefix("Condition").removeprefix("Assert")
    if what == key or what not in _CONDITIONS or value == _NOWHERE:
        return ""
    value = value.removeprefix("|")
    holds, fails = _CONDITIONS[what]
    return fails.replace("{value}", value[1:].strip()) if value.startswith("!") else holds.replace("{value}", value)


def _length(value: str) -> str:
    return f"{value} s" if value.replace(".", "", 1).isdigit() else value


@extractor(
    "supervisord-failures",
    paths=("*.conf", "*.ini", "supervisord*"),
    literals=("autorestart", "startretries"),
)
def supervisord_failures(source: Source) -> Iterator[FailureMode]:
    """Find what supervisord does when a program ends: `supervisord.conf`, `conf.d/*.conf`.

        [program:worker]
        autorestart = unexpected
        startretries = 5

    A program that ends is started again, always or only when its exit code was not expected; one that does not come up
    is given up after so many attempts (`startretries`). `autorestart=false` leaves it as it is.
    Format: http://supervisord.org/configuration.html#program-x-section-settings.
    """
    for section, given in _programs(source).items():
        program = section.partition(":")[2].strip()
        again, retries = given.get("autorestart"), given.get("startretries")
        if again is not None and again.value.lower() in _AGAIN:
            message, outcome = _AGAIN[again.value.lower()]
            yield _of_program(source, program, message, again, outcome)
        if retries is not None and retries.value.isdigit():
            message = f"{program} does not come up"
            times = "once" if retries.value == "1" else f"up to {retries.value} times"
            before = f"its start is tried again {times}, then it" if retries.value != "0" else "it"
            outcome = f"{before} is given up (FATAL)"
            yield _of_program(source, program, message, retries, outcome)


def _programs(source: Source) -> dict[str, dict[str, Setting]]:
    found: dict[str, dict[str, Setting]] = {}
    for one in settings(source.lines):
        if one.section.startswith(("program:", "fcgi-program:", "eventlistener:")):
            value = one.value.partition(" ;")[0].strip()
            found.setdefault(one.section, {})[one.key] = Setting(one.section, one.key, value, one.line, one.column)
    return found


def _of_program(source: Source, program: str, message: str, setting: Setting, outcome: str) -> FailureMode:
    return FailureMode(
        system="supervisord",
        name=program,
        message=message.replace("{program}", program),
        outcome=outcome,
        references=references(program),
        evidence=(source.at(setting.line, setting.column),),
    )
