"""Reads Magento's crontab.xml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._offsets import at_offset
from ddd.extractors._tags import blanked, tags
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_TEXT = re.compile(r"[^<]*+")


@extractor("magento-cron", paths=("crontab.xml",), literals=("<job",))
def magento_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of Magento: `<job name="purge" instance="Acme\\Purge" method="run"><schedule>0 3 * * *</schedule>`.

    `<config_path>` says that the time stands in the shop's configuration, which an administrator sets: unresolved.
    Format: https://developer.adobe.com/commerce/php/development/configuration/crons/.
    """
    text = blanked(source.text)
    job: dict[str, str] = {}
    for tag in tags(text, ("job", "schedule", "config_path")):
        if tag.name == "job":
            job = tag.attributes
        elif job:
            content = _TEXT.match(text, tag.end)
            value = content[0] if content else ""
            begin = tag.end + len(value) - len(value.lstrip()) if value.strip() else tag.end - 1
            yield _schedule(source, job, tag.name, value.strip(), begin)


def _schedule(source: Source, job: dict[str, str], kind: str, value: str, begin: int) -> Schedule:
    outside = kind == "config_path"
    return Schedule(
        system="magento-cron",
        name=job.get("name", ""),
        evidence=(at_offset(source, begin),),
        expression="" if outside else value,
        dialect=Dialect.PHP,
        target="::".join(filter(None, (job.get("instance", ""), job.get("method", "")))),
        state=State.UNRESOLVED if outside else State.ACTIVE,
        note=f"the time stands in the shop's configuration: {value}" if outside else "",
    )
