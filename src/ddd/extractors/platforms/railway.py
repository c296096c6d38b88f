"""Reads when Railway starts a service."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._nodes import below, json_document, place, text
from ddd.extractors._toml import strings
from ddd.extractors.platforms._jobs import folder, hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source


@extractor("railway", paths=("railway.json", "railway.toml"), literals=("cronSchedule",))
def railway(source: Source) -> Iterator[Schedule]:
    """Find the schedule of a service on Railway: `railway.json`, `railway.toml`.

        [deploy]
        startCommand = "python sync.py"
        cronSchedule = "0 3 * * *"

    The service is called after its folder. Times are UTC. Format: https://docs.railway.com/reference/config-as-code
    """
    if source.installed_path.endswith(".json"):
        deploy = below(json_document(source), "deploy")
        found = below(deploy, "cronSchedule")
        value, command = text(found), text(below(deploy, "startCommand"))
        where = place(source, found) if found is not None else source.at(1)
    else:
        said = {one.path: one for one in strings(source)}
        cron, start = said.get(("deploy", "cronSchedule")), said.get(("deploy", "startCommand"))
        value, command = cron.value if cron else "", start.value if start else ""
        where = source.at(cron.line, cron.column) if cron else source.at(1)
    if value:
        yield hosted("railway-cron", folder(source), value, Dialect.VIXIE, where, command=command)
