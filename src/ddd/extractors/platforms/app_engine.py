"""Reads `cron.yaml` of Google App Engine and of AWS Elastic Beanstalk."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors.platforms._jobs import hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import sequence


@extractor("cron-yaml", paths=("cron.yaml", "cron.yml", "cron_*.yaml", "cron-*.yaml"), literals=("schedule",))
def cron_yaml(source: Source) -> Iterator[Schedule]:
    """Find the jobs of App Engine and of Elastic Beanstalk's workers: `cron.yaml`.

        cron:
          - description: weekly report
            url: /tasks/report
            schedule: every monday 09:00
            timezone: Australia/Sydney

    What runs is the URL that is called. Times are UTC unless `timezone:` says otherwise. With `version: 1` at the top
    the file is Elastic Beanstalk's: plain cron, named by `name:`.
    Format: https://cloud.google.com/appengine/docs/standard/reference/cron-yaml,
    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features-managing-env-tiers.html
    """
    if "templates/" in source.path and "{{" in source.text:
        return  # a Helm chart's template of that name
    for document in documents(source):
        is_beanstalk = below(document, "version") is not None
        for entry in sequence(below(document, "cron")):
            url, expression = text(below(entry, "url")), below(entry, "schedule")
            if expression is None or not text(expression) or not url:
                continue
            yield hosted(
                "elastic-beanstalk-cron" if is_beanstalk else "app-engine-cron",
                text(below(entry, "name")) or text(below(entry, "description")) or url,
                text(expression),
                Dialect.VIXIE if is_beanstalk else Dialect.CLOUD_SCHEDULER,
                place(source, expression),
                target=url,
                timezone=text(below(entry, "timezone")) or "UTC",
            )
