"""The periodic jobs of Prow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors._jinja import is_template
from ddd.extractors.kubernetes._manifest import ManifestReader
from ddd.extractors.kubernetes._objects import at, command, joined, lines
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, scalar, sequence

_TOP = re.compile(r"(?m)^periodics:")
_KEYS = ("cron", "interval", "minimum_interval")


@extractor("prow-periodics", paths=("*.yaml", "*.yml"), literals=("periodics:",))
def prow_periodics(source: Source) -> Iterator[Schedule]:
    """Find the periodic jobs of Prow, the CI of Kubernetes and OpenShift.

        periodics:
          - name: ci-conformance
            cron: "0 6 * * 1-5"
            spec:
              containers: [{image: golang, command: [make, conformance]}]

    `cron` is in UTC. `interval: 2h` counts from the start of the last run, `minimum_interval` from its end. Jobs that
    react to pull requests (`presubmits`, `postsubmits`) have no clock. Format: https://docs.prow.k8s.io/docs/jobs/.
    """
    for document in _documents(source):
        for job in sequence(child(document, "periodics")):
            for key in _KEYS:
                when = at(job, key)
                if when is not None and scalar(child(job, "name")):
                    yield _schedule(source, job, key, when)


def _documents(source: Source) -> list[Node]:
    try:
        return source.yaml
    except Unreadable:
        if is_template(source.text) or not _TOP.search(source.text):
            return []
        raise


def _schedule(source: Source, job: Node, key: str, when: Node) -> Schedule:
    reader = ManifestReader(source.at_node)
    value, name = reader.read(when), reader.read(child(job, "name") or job)
    words = [reader.read(word) for word in command(job)]
    is_cron = key == "cron"
    return Schedule(
        system="prow",
        name=name.text,
        expression=value.text,
        dialect=_dialect(value.text) if is_cron else Dialect.DURATION,
        timezone="UTC" if is_cron else None,
        command=joined(words),
        state=State.UNRESOLVED if value.is_open else State.ACTIVE,
        note="counts from the end of the last run" if key == "minimum_interval" else value.note,
        references=tuple(one for part in (value, name, *words) for one in part.references),
        evidence=lines(value, name),
    )


def _dialect(expression: str) -> Dialect:
    """Prow's parser takes seconds where there are six fields."""
    return Dialect.ROBFIG_SECONDS if len(expression.split()) == 6 else Dialect.ROBFIG
