"""Reads how an image tells whether its container works: the instruction HEALTHCHECK."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ddd.extractors.docker._health import command_line, condition, failure, one_line
from ddd.extractors.docker._instructions import LONGEST_LINE, PATHS, is_comment
from ddd.model import Check, FailureMode, Phase
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "dockerfile"
_INSTRUCTION = re.compile(r"[ \t]*HEALTHCHECK\s+", re.IGNORECASE)
_OPTION = re.compile(r"--(?P<name>[a-z-]{1,30})=(?P<value>[^\s\\]{1,100})[\s\\]+")
_COMMAND = re.compile(r"(?P<word>CMD|NONE)\b\s*", re.IGNORECASE)
_GOES_ON = re.compile(r"[ \t]*\\[ \t]*$")
_MAX_LINES = 200


@extractor("dockerfile-health", paths=PATHS, literals=("HEALTHCHECK", "healthcheck"))
def dockerfile_health(source: Source) -> Iterator[Check | FailureMode]:
    """Find the health check of an image: `Dockerfile`, `Containerfile`.

        HEALTHCHECK --interval=1m --timeout=5s --retries=3 CMD curl -f http://localhost:8080/health || exit 1

    It is a check, and a way of failing: after 3 failures, one every minute, the container is marked unhealthy. What is
    not given is Docker's default (3 times, every 30 s, within 30 s). `HEALTHCHECK NONE` takes back what the image below
    checks. Format: https://docs.docker.com/reference/dockerfile/#healthcheck
    """
    number = 0
    while number < len(source.lines):
        match = _INSTRUCTION.match(source.lines[number][:LONGEST_LINE])
        if match is None:
            number += 1
            continue
        last = _last(source.lines, number)
        yield from _of_instruction(source, number, last, match.end())
        number = last + 1


def _last(lines: list[str], first: int) -> int:
    number = first
    while number + 1 < min(len(lines), first + _MAX_LINES) and (
        _GOES_ON.search(lines[number][-LONGEST_LINE:]) or (number > first and is_comment(lines[number]))
    ):
        number += 1
    return number


def _of_instruction(source: Source, first: int, last: int, start: int) -> Iterator[Check | FailureMode]:
    """Its lines, counted from 0; what is asked for may begin on any of them."""
    asked, options, command_at = list[str](), dict[str, str](), first
    places = dict[str, int]()
    found = ""
    for number in range(first, last + 1):
        line = source.lines[number][start if number == first else 0 : LONGEST_LINE]
        if number > first and is_comment(line):
            continue
        rest = _GOES_ON.sub("", line).strip() + " "
        while not found and (option := _OPTION.match(rest)):
            options[option["name"].replace("-", "_")] = option["value"]
            places[option["name"]] = number
            rest = rest[option.end() :].lstrip()
        if not found and (word := _COMMAND.match(rest)):
            found, rest = word["word"].upper(), rest[word.end() :]
            command_at = number
        if found and rest.strip():
            command_at = command_at if asked else number
            asked.append(rest.strip())
    yield from _facts(source, found, " ".join(asked), options, places, command_at)


def _facts(
    source: Source, found: str, asked: str, options: dict[str, str], places: dict[str, int], command_at: int
) -> Iterator[Check | FailureMode]:
    where = source.at(command_at + 1)
    name = _image(source.installed_path)
    if found == "NONE":
        yield FailureMode(
            system=_SYSTEM,
            name=name,
            message=f"the health check of the image {name}".rstrip() + " fails",
            suppressed=True,
            note="the check of the image below is switched off",
            evidence=(where,),
        )
    if found != "CMD" or not asked:
        return
    words = _words(asked)
    line = command_line(words) if words is not None else one_line(asked)
    yield Check(
        system=_SYSTEM,
        name=name,
        phase=Phase.POST,
        condition=condition(line, options.get("timeout", "")),
        evidence=(where,),
    )
    lines = dict.fromkeys(places[one] + 1 for one in ("retries", "interval") if one in places)
    evidence = tuple(source.at(one) for one in lines) or (where,)
    yield failure(_SYSTEM, name, f"the health check of the image {name}".rstrip() + " fails", options, evidence)


def _words(asked: str) -> list[str] | None:
    """Return the words of a command that is written as a list; None where it is a line for the shell."""
    try:
        words = json.loads(asked) if asked.startswith("[") else None
    except (ValueError, RecursionError):
        return None
    return [str(word) for word in words] if isinstance(words, list) else None


def _image(path: str) -> str:
    """Name an image for its folder, or for what its file's name adds."""
    folder, _, name = path.rpartition("/")
    own = re.sub(r"^(?:Dockerfile|Containerfile)\.?|\.dockerfile$", "", name, flags=re.IGNORECASE)
    return own or folder.rpartition("/")[2]
