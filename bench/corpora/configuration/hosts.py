"""What stands on one host: units of systemd, some with a timer, scripts, and a crontab now and then."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.corpora.configuration.words import File, clock, doing, many, sentences, setting, settings


def host(source: random.Random, name: str) -> Iterator[File]:
    """Yield the files of one host."""
    folder = f"hosts/{name}"
    for number in range(many(source, 4)):
        unit = f"{setting(source)}-{number}"
        yield f"{folder}/systemd/{unit}.service", _service(source, unit)
        if source.random() < 0.2:
            yield f"{folder}/systemd/{unit}.timer", _timer(source, unit)
    for number in range(many(source, 4)):
        yield f"{folder}/bin/{setting(source)}-{number}.sh", _script(source)
    for number in range(many(source, 4)):
        yield f"{folder}/etc/{setting(source)}-{number}.conf", settings(source, many(source, 20), " = ")
    if source.random() < 0.2:
        yield f"{folder}/cron.d/{name}", f"SHELL=/bin/sh\n{clock(source)} root /usr/local/bin/{setting(source)}\n"


def _service(source: random.Random, unit: str) -> str:
    hardening = "ProtectSystem=strict\nPrivateTmp=yes\nNoNewPrivileges=yes\n"
    run = f"[Service]\nType=simple\nUser={unit}\nExecStart=/usr/local/bin/{unit} --{setting(source)}\n{hardening}"
    return (
        f"[Unit]\nDescription={doing(source)}\nAfter=network.target\n\n{run}\n[Install]\nWantedBy=multi-user.target\n"
    )


def _timer(source: random.Random, unit: str) -> str:
    when = f"OnCalendar=*-*-* {source.randrange(24):02}:{source.randrange(60):02}:00\nPersistent=true\n"
    return f"[Unit]\nDescription=Starts {unit}\n\n[Timer]\n{when}\n[Install]\nWantedBy=timers.target\n"


def _script(source: random.Random) -> str:
    functions = "\n".join(_function(source, number) for number in range(many(source, 5)))
    return f'#!/bin/sh\n# {sentences(source, 1)}\n\n{functions}\nmain() {{\n    step_0 "$1"\n}}\n\nmain "$@"\n'


def _function(source: random.Random, number: int) -> str:
    variable = setting(source)
    end = f'    echo "{variable} is missing" >&2\n    exit 1\n' if source.random() < 0.07 else "    return\n"
    guard = f'  if [ -z "${{{variable}:-}}" ]; then\n{end}  fi\n'
    lines = "".join(f'    {setting(source)}="$(hostname)-{source.randrange(99)}"\n' for _ in range(many(source, 5)))
    return f"# {doing(source)}\nstep_{number}() {{\n{guard}{lines}}}\n"
