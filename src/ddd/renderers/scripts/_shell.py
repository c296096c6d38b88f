"""Makes repository text fit for a shell script: it stands there as data or as a comment, and is never run by that.

What these functions return is `Shell`: text that is shell already. All else that a script's template prints becomes one
quoted word by itself, so a forgotten filter cannot let anything through.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

from jinja2 import Environment

from ddd import generated, resources
from ddd.model import Evidence
from ddd.renderers import words
from ddd.scan.text import visible
from ddd.templating import environment

HEADER = f"# {generated.line('the files it names')}"
_COMMENT_LENGTH = 200
_SHOWN_PLACES = 3
_NAME_LENGTH = 80
_UNSAFE = re.compile("[^a-z0-9._-]+")


class Shell(str):
    """Text that is shell already: every foreign part of it went through this module."""

    __slots__ = ()


def script(template: str, **values: Any) -> str:
    """Return one rendered template of `templates/scripts/`."""
    return _environment().get_template(template).render(header=Shell(HEADER), **values)


def word(value: object) -> Shell:
    """Return one line as one word of a command."""
    return value if isinstance(value, Shell) else Shell(shlex.quote(one_line(str(value))))


def comment(value: str) -> Shell:
    """Return what may stand in a comment, behind words of ours."""
    line = one_line(value)
    return Shell(line if len(line) <= _COMMENT_LENGTH else f"{line[: _COMMENT_LENGTH - 1]}…")


def data(value: str) -> Shell:
    """Return a here-document that holds a text as it is: nothing in it is expanded, no line of it can end it."""
    text = visible(value).strip("\n")
    mark = next(one for one in map(_mark, count(1)) if one not in text.upper())
    return Shell(f"<<'{mark}'\n{text}\n{mark}")


def listed(values: Iterable[str]) -> str:
    """Return texts as lines, each on one."""
    return "\n".join(map(one_line, values))


def places(evidence: Iterable[Evidence]) -> str:
    """Return `path:line` of who says so, the first of them."""
    told = list(dict.fromkeys(str(one) for one in evidence))
    more = f" and {len(told) - _SHOWN_PLACES} more" if len(told) > _SHOWN_PLACES else ""
    return ", ".join(told[:_SHOWN_PLACES]) + more


def one_line(value: str) -> str:
    """Return a text on one line, without characters that a terminal would obey."""
    return visible(" ".join(value.split()))


def file_name(task: str) -> str:
    """Return the name of a task's lock and log: one of its own for each id."""
    plain = _UNSAFE.sub("_", task)[:_NAME_LENGTH]
    return plain if plain == task else f"{plain}-{sha256(task.encode(errors='replace')).hexdigest()[:8]}"


def _mark(number: int) -> str:
    return "TEXT" if number == 1 else f"TEXT_{number}"


@cache
def _environment() -> Environment:
    return environment(
        resources.templates() / "scripts",
        html=False,
        finalize=word,
        filters={
            "comment": comment,
            "counted": words.counted,
            "data": data,
            "shell": Shell,
        },
    )
