"""Reads the cron jobs of Vercel."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._nodes import below, json_document, place, text
from ddd.extractors.platforms._jobs import hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import sequence


@extractor("vercel", paths=("vercel.json",), literals=("crons",))
def vercel(source: Source) -> Iterator[Schedule]:
    """Find the cron jobs of Vercel: `vercel.json`.

        { "crons": [{ "path": "/api/digest", "schedule": "0 5 * * *" }] }

    What runs is the path that is called. Times are UTC. On the Hobby plan a job that runs more than once a day makes
    the deployment fail; the plan cannot be seen. Format: https://vercel.com/docs/cron-jobs
    """
    for entry in sequence(below(json_document(source), "crons")):
        path, expression = text(below(entry, "path")), below(entry, "schedule")
        if expression is not None and text(expression):
            yield hosted("vercel-cron", path, text(expression), Dialect.VIXIE, place(source, expression), target=path)
