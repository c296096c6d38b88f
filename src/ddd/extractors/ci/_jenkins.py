"""What every form of a Jenkins job has in common: how its times are written, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

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


def builds(spec: str) -> Iterator[tuple[str, str]]:
    """Yield expression and parameters of each build that a specification asks for.

    Lines with parameters (`H 3 * * * % SUITE=smoke`) are builds of their own; a zone on the first line is for all.
    """
    lines = [line for line in spec.split("\n") if times(line)]
    if "%" not in spec:
        yield "\n".join(map(times, lines)), ""
        return
    zone = [times(lines.pop(0))] if lines and lines[0].strip().startswith("TZ=") else []
    for line in lines:
        yield "\n".join((*zone, times(line))), " ".join(line.partition("%")[2].split())


def job_of(path: str) -> str:
    """Name a job for its file, or for its folder when the file is called as all are."""
    folder, _, name = path.rpartition("/")
    return folder.rsplit("/", 1)[-1] if name in ("Jenkinsfile", "config.xml") and folder else name
