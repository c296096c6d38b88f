"""Reads the cron tables in JSON of Clever Cloud, Scalingo and Dokku."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors._commands import called
from ddd.extractors._nodes import below, json_document, place, text
from ddd.extractors.crontab import crontab_jobs
from ddd.extractors.platforms._jobs import hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import sequence


@extractor("cron-json", paths=("cron.json", "app.json"), literals=("jobs", "cron", "* *", "@"))
def cron_json(source: Source) -> Iterator[Schedule]:
    """Find the jobs of Clever Cloud, `clevercloud/cron.json`, of Scalingo, `cron.json`, and of Dokku, `app.json`.

        ["0 4 * * * $ROOT/bin/purge.sh"]
        { "jobs": [{ "command": "0 4 * * * ./purge.sh" }] }
        { "cron": [{ "command": "./purge.sh", "schedule": "@daily" }] }

    Times are UTC on Clever Cloud and Scalingo; on Dokku they are those of the host. Heroku's `app.json` has no such
    key: its Scheduler's times stand in the add-on and cannot be seen. Format:
    https://www.clever.cloud/developers/doc/administrate/cron/,
    https://doc.scalingo.com/platform/app/task-scheduling/scalingo-scheduler,
    https://dokku.com/docs/processes/scheduled-cron-tasks/
    """
    root = json_document(source)
    if source.installed_path.endswith("app.json"):
        yield from _of_dokku(source, root)
    elif isinstance(root, SequenceNode):
        for line in sequence(root):
            yield from _of_line(source, "clever-cloud-cron", line)
    elif isinstance(root, MappingNode):
        for entry in sequence(below(root, "jobs")):
            command = below(entry, "command")
            if command is not None:
                yield from _of_line(source, "scalingo-cron", command)


def _of_dokku(source: Source, root: Node | None) -> Iterator[Schedule]:
    for entry in sequence(below(root, "cron")):
        command, expression = text(below(entry, "command")), below(entry, "schedule")
        if command and expression is not None and text(expression):
            yield hosted(
                "dokku-cron",
                called(command) or command,
                text(expression),
                Dialect.VIXIE,
                place(source, expression),
                command=command,
                timezone=None,
            )


def _of_line(source: Source, system: str, node: Node) -> Iterator[Schedule]:
    """A line of a crontab in a string."""
    for job in crontab_jobs([text(node)], system=False):
        where = place(source, node)
        yield hosted(system, job.name, job.expression, job.dialect, where, command=job.command)
