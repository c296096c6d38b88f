"""What documents still speak of and the repository no longer has: scripts, playbooks, jobs that are switched off."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ddd.lint.handles import PROSE, handles, words_of
from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Fact, Procedure, Schedule, Severity, State

_INTERPRETERS = r"(?:(?:ba|da|z|k)?sh|python[0-9.]*|ruby|perl|source|pwsh)"
_RUN = re.compile(
    rf"^\s*(?:\$\s+)?(?:sudo\s+(?:-[A-Za-z]+\s+)*)?"
    rf"(?:(?:{_INTERPRETERS})\s+(?:-[a-z]+\s+)*(?P<given>(?:\./)?[\w-]+(?:/[\w.-]+)+\.(?:sh|py|rb|pl|ps1))"
    r"|(?P<started>(?:\./)?[\w-]+(?:/[\w.-]+)+\.(?:sh|py|rb|pl|ps1))"
    r"|ansible-playbook\s(?:[^|;&\n]{0,200}?\s)?(?P<played>(?:\./)?[\w-]+(?:/[\w.-]+)+\.ya?ml))(?=\s|$|[;&|])"
)
_GOES_ELSEWHERE = re.compile(
    r"^\s*(?:\$\s+)?(?:cd|pushd|git\s+clone|ssh|vagrant\s+ssh|docker\s+(?:exec|run)|kubectl\s+exec|tar|unzip|curl|wget)\b"
)
_NO_FOLDER_OF_OURS = frozenset({".", "..", "usr", "opt", "etc", "var", "tmp", "home", "bin", "build", "dist", "target"})
_OFF = frozenset({State.SUSPENDED, State.ABSENT, State.NEVER})


@rule("DDD402", "a procedure whose job or script is gone", Severity.WARNING, of=Fact)
def gone(facts: Sequence[Fact], context: Context) -> Iterator[Noticed]:
    """A document tells to run a script of this repository that is not there, or speaks of a job that is switched off.

    Whoever follows the page stops at that line, or relies on work that nobody does. Mend the path, or take the page
    away with the job. A script counts as gone where its folder is in the repository and the file is not, wherever the
    page's own folder or the folders above it are the place to start from; behind `cd`, `ssh` or `git clone` nothing is
    judged.
    """
    folders: dict[str, list[str]] = defaultdict(list)
    for path in context.paths:
        folders[posixpath.dirname(path)].append(path)
    for one in facts:
        if isinstance(one, Procedure) and one.system == "markdown" and one.state is State.ACTIVE:
            yield from _missing_scripts(one, context.paths, folders)
    yield from _switched_off([one for one in facts if isinstance(one, Schedule)])


def _missing_scripts(
    procedure: Procedure, paths: frozenset[str], folders: Mapping[str, Sequence[str]]
) -> Iterator[Noticed]:
    bases = ["", *_above(procedure.origin)]
    for step in procedure.steps:
        for line in step.command.split("\n"):
            if _GOES_ELSEWHERE.match(line) or "&& cd" in line:
                return
            match = _RUN.match(line)
            found = next((name for name in match.groups() if name), "") if match else ""
            if found and _is_gone(found.removeprefix("./"), bases, paths, folders):
                message = f"“{procedure.title}” runs {found}, and there is no such file"
                yield Noticed(message, (step.evidence, procedure.place))


def _is_gone(name: str, bases: Sequence[str], paths: frozenset[str], folders: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether the repository has the folder of a file, and not the file, from wherever one may start."""
    if name.split("/", 1)[0] in _NO_FOLDER_OF_OURS:
        return False
    candidates = [posixpath.normpath(posixpath.join(base, name)) for base in bases]
    if any(one in paths for one in candidates):
        return False
    same_kind = posixpath.splitext(posixpath.basename(name))[1]
    of_ours = {posixpath.dirname(one) for one in candidates} - {""}
    return any(path.endswith(same_kind) for folder in of_ours for path in folders.get(folder, ()))


def _switched_off(schedules: Sequence[Schedule]) -> Iterator[Noticed]:
    """Yield the sentences that speak of a job by a name that no job in force has, and one that is off."""
    known = [one for one in schedules if one.system != PROSE]
    in_force = {handle for one in known if one.state not in _OFF for handle in handles(one)}
    off = {handle: one for one in known if one.state in _OFF for handle in handles(one)}
    for one in schedules:
        if one.system != PROSE or one.state is not State.ACTIVE or one.target:
            continue
        said = words_of(f"{one.name} {one.place.excerpt}")
        job = next((off[word] for word in said if word in off and word not in in_force), None)
        if job:
            message = f"“{one.name}” speaks of {job.name or job.expression}, which is {job.state}"
            yield Noticed(message, (one.place, job.place))


def _above(path: str) -> list[str]:
    """Return the folders a path stands in, the nearest first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
