"""Reads the scheduled jobs of DigitalOcean."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors.platforms._jobs import hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import sequence, walk


@extractor("digitalocean", paths=(".do/*.yaml", ".do/*.yml", "app.yaml", "app.yml", "project.yml"), literals=("cron:",))
def digitalocean(source: Source) -> Iterator[Schedule]:
    """Find the scheduled jobs of DigitalOcean's App Platform, `.do/app.yaml`, and of its functions, `project.yml`.

        jobs:
          - name: nightly-report
            kind: SCHEDULED
            schedule: { cron: "0 2 * * *", time_zone: Europe/Amsterdam }
            run_command: bin/report

    Times are UTC unless `time_zone:` says otherwise. Format:
    https://docs.digitalocean.com/products/app-platform/reference/app-spec/
    """
    for document in documents(source):
        for entry in sequence(below(document, "jobs")):
            cron = below(entry, "schedule", "cron")
            if text(below(entry, "kind")) == "SCHEDULED" and cron is not None and text(cron):
                yield hosted(
                    "digitalocean-jobs",
                    text(below(entry, "name")),
                    text(cron),
                    Dialect.VIXIE,
                    place(source, cron),
                    command=text(below(entry, "run_command")),
                    timezone=text(below(entry, "schedule", "time_zone")) or "UTC",
                )
        for trigger in walk(document) if below(document, "packages") is not None else ():
            cron = below(trigger, "sourceDetails", "cron")
            if text(below(trigger, "sourceType")) == "scheduler" and cron is not None and text(cron):
                name = text(below(trigger, "name"))
                yield hosted("digitalocean-functions", name, text(cron), Dialect.VIXIE, place(source, cron))
