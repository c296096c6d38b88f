"""Reads when Dependabot looks for updates."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, places, text
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import sequence

_INTERVALS = frozenset({"daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "cron"})
_HAS_A_DAY = "weekly"


@extractor("dependabot", paths=(".github/dependabot.yml", ".github/dependabot.yaml"), literals=("updates",))
def dependabot(source: Source) -> Iterator[Schedule]:
    """Find when Dependabot looks for updates, a schedule for each entry of `.github/dependabot.yml`.

        updates:
          - package-ecosystem: pip
            directory: /
            schedule: { interval: weekly, day: sunday, time: "05:00", timezone: Europe/Berlin }

    It is told in words: `weekly on sunday at 05:00`. `daily` means Monday to Friday; without `time:` the hour is
    random; times are UTC unless `timezone:` says otherwise. With `open-pull-requests-limit: 0` there are no such
    updates: the entry is suspended. Security updates follow no schedule. `interval: cron` takes `cronjob:`.
    Format: https://docs.github.com/code-security/dependabot/working-with-dependabot/dependabot-options-reference
    """
    for document in documents(source)[:1]:
        for entry in sequence(below(document, "updates")):
            schedule = _schedule_node(document, entry)
            if isinstance(schedule, MappingNode):
                yield from _of_entry(source, entry, schedule)


def _schedule_node(document: Node, entry: Node) -> Node | None:
    """An entry of a group of ecosystems may leave its schedule to the group."""
    group = text(below(entry, "multi-ecosystem-group"))
    own = below(entry, "schedule")
    return below(document, "multi-ecosystem-groups", group, "schedule") if own is None and group else own


def _of_entry(source: Source, entry: Node, schedule: Node) -> Iterator[Schedule]:
    interval, cronjob = below(schedule, "interval"), below(schedule, "cronjob")
    is_cron = text(interval) == "cron"
    value = cronjob if is_cron and cronjob is not None else interval
    if value is None or not text(value):
        return
    is_off = text(below(entry, "open-pull-requests-limit")) == "0"
    is_known = text(interval) in _INTERVALS
    notes = (
        "" if is_known else f"Dependabot knows no interval “{text(interval)}”",
        "open-pull-requests-limit: 0 turns version updates off" if is_off else "",
    )
    yield Schedule(
        system="dependabot",
        name=_name(entry),
        evidence=places(source, value, below(entry, "package-ecosystem")),
        state=State.INVALID if not is_known else State.SUSPENDED if is_off else State.ACTIVE,
        expression=text(value) if is_cron else _in_words(schedule, text(interval)),
        dialect=Dialect.DEPENDABOT,
        timezone=text(below(schedule, "timezone")) or "UTC",
        target=source.installed_path,
        note="; ".join(filter(None, notes)),
    )


def _name(entry: Node) -> str:
    several = [text(one) for one in sequence(below(entry, "directories"))]
    where = text(below(entry, "directory")) or ", ".join(several)
    return f"Dependabot: {text(below(entry, 'package-ecosystem')) or 'updates'} {where}".strip()


def _in_words(schedule: Node, interval: str) -> str:
    day, time = text(below(schedule, "day")), text(below(schedule, "time"))
    words = [interval]
    if day and interval == _HAS_A_DAY:
        words.append(f"on {day}")
    if time:
        words.append(f"at {time}")
    return " ".join(words)
