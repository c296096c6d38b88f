"""What every form of a Jenkins job has in common: how its times are written, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddd.model import Dialect, Evidence, Schedule

ONLY_CHANGES = "polls: builds only when something changed"
ERB = "<%"


def schedule(name: str, expression: str, evidence: tuple[Evidence, ...]) -> Schedule:
    """Return a Schedule of Jenkins."""
    return Schedule(system="jenkins", name=name, evidence=evidence, expression=expression, dialect=Dialect.JENKINS)


def times(spec: str) -> str:
    """Return the lines that say when; a `%` begins the parameters of a build, which are no time."""
    lines = (line.split("%", 1)[0].strip() for line in spec.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("#"))


@dataclass(frozen=True, slots=True)
class Build:
    """One of the builds that a specification asks for."""

    expression: str
    line: int
    """On which line of the specification it stands, counted from 0."""
    parameters: str = ""


def builds(spec: str) -> Iterator[Build]:
    """Yield each build that a specification asks for.

    Lines with parameters (`H 3 * * * % SUITE=smoke`) are builds of their own; a zone on the first line is for all.
    """
    lines = [(number, line) for number, line in enumerate(spec.split("\n")) if times(line)]
    zone = [times(lines.pop(0)[1])] if len(lines) > 1 and lines[0][1].strip().startswith("TZ=") else []
    if lines and "%" not in spec:
        yield Build("\n".join((*zone, *(times(line) for _, line in lines))), lines[0][0])
        return
    for number, line in lines:
        yield Build("\n".join((*zone, times(line))), number, " ".join(line.partition("%")[2].split()))


def job_of(path: str) -> str:
    """Name a job for its file, or for its folder when the file is called as all are."""
    folder, _, name = path.rpartition("/")
    return folder.rsplit("/", 1)[-1] if name in ("Jenkinsfile", "config.xml") and folder else name
