"""By which words people speak of a schedule: the name of its unit, its script, its job."""

from __future__ import annotations

import re

from ddd.model import Schedule
from ddd.scan.source import installed_name

PROSE = "prose"
"""The system of what sentences say: they speak of other schedules, by these words."""

_SHORTEST = 6
_WORD = re.compile(r"[\w@/.-]{3,200}")
_NO_ORDINARY_WORD = re.compile(r"[-_.@0-9]")


def handles(schedule: Schedule) -> frozenset[str]:
    """Return the words that mean this schedule and hardly anything else, in lower case."""
    named = [schedule.name, schedule.target, *_WORD.findall(schedule.command[:2_000])]
    if schedule.system == "systemd-timer":
        named.append(installed_name(schedule.origin))
    words = {word.rsplit("/", 1)[-1].lower() for word in named}
    return frozenset(word for word in words if _tells(word))


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence that may be handles, in lower case."""
    return [word.rsplit("/", 1)[-1].rstrip(".-").lower() for word in _WORD.findall(sentence)]


def _tells(word: str) -> bool:
    is_one_word = not re.search(r"\s", word)
    return is_one_word and len(word) >= _SHORTEST and bool(_NO_ORDINARY_WORD.search(word)) and not word.startswith("-")
