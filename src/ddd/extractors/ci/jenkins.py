"""Reads when Jenkins builds: Jenkinsfiles and the Job DSL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from ddd.extractors._offsets import at_offset
from ddd.extractors.ci._groovy import Call, Literal, calls
from ddd.extractors.ci._jenkins import ERB, ONLY_CHANGES, Build, builds, job_of, schedule, times
from ddd.model import Evidence, Schedule, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_AROUND = frozenset({"triggers", "pipelineTriggers"})
_POLLS = frozenset({"pollSCM", "scm", "scmpoll_spec"})
_NESTED = frozenset({"spec", "scmpoll_spec", "parameterizedSpecification"})
_HOLDERS = frozenset({"cron", "timerTrigger", "pollSCM", "parameterizedCron", "parameterizedTimerTrigger"})
_CALLS = frozenset({"cron", "parameterizedCron", *_POLLS, *_NESTED})
_NOT_CONSTANTS = frozenset({"env", "params", "true", "false", "null", "new", "return", "if", "else"})
_MAX_VALUES = 5


@extractor(
    "jenkins-pipeline",
    paths=("Jenkinsfile", "Jenkinsfile*", "*.Jenkinsfile", "*.jenkinsfile", "*.jenkinsFile", "*.groovy"),
    literals=("triggers", "pipelineTriggers", "parameterizedCron"),
)
def jenkins_pipeline(source: Source) -> Iterator[Schedule]:
    """Find the triggers of Jenkinsfiles and of the Job DSL (`*.groovy`).

        pipeline {
            triggers { cron('H 2 * * *') }
        }

    So also `pollSCM`, `parameterizedCron`, the scripted `pipelineTriggers([cron('…')])` and `spec '…'` in a trigger.
    A constant of the same file is followed. A value that holds under a condition only
    (`env.BRANCH_NAME == 'main' ? 'H 2 * * *' : ''`) is told with the condition as a note; what a run puts together is
    unresolved. `H` is a time Jenkins chooses; without `TZ=` the zone is the controller's.
    Format: https://www.jenkins.io/doc/book/pipeline/syntax/#cron-syntax
    """
    found = [call for call in calls(source.text, _CALLS) if _is_trigger(call)]
    wanted = frozenset(word for call in found for word in call.words if not call.literals) - _NOT_CONSTANTS
    constants = defaultdict[str, list[Literal]](list)
    for one in calls(source.text, wanted):
        if one.is_assignment:
            constants[one.name] += _told(one)
    for call in found:
        yield from _of_call(source, call, constants)


def _is_trigger(call: Call) -> bool:
    around = not _AROUND.isdisjoint(call.inside)
    if call.name in _NESTED:
        return around and call.inside[-1] in _HOLDERS
    return (around or call.name == "parameterizedCron") and not call.is_assignment


def _of_call(source: Source, call: Call, constants: dict[str, list[Literal]]) -> Iterator[Schedule]:
    using = at_offset(source, call.offset)
    name = call.owner or job_of(source.installed_path)
    note = ONLY_CHANGES if call.name in _POLLS else ""
    constant = next((word for word in call.words if word in constants), "") if not call.literals else ""
    literals = constants[constant][:_MAX_VALUES] if constant else _told(call)
    if len(literals) > 1 and constant:
        note = "; ".join(filter(None, (note, f"one of {len(literals)} values of {constant}")))
    raw = " ".join(source.text[call.begin : call.end].split())
    if _is_joined(call) or (not literals and not call.literals):
        literals = []
        if raw:
            yield replace(schedule(name, raw, (using,)), state=State.UNRESOLVED, note=note)
    for literal in literals:
        yield from _of_literal(source, literal, name, note, using)


def _is_joined(call: Call) -> bool:
    """Tell whether a run of the program puts the time together; what is joined after a `%` is no time."""
    return "+" in call.words and not any("%" in one.text for one in call.literals[:1])


def _told(call: Call) -> list[Literal]:
    """Return the strings among a call's arguments that are a time: each of the conditional operator, else the first.

    With it count the texts of several lines that are joined to it.
    """
    literals = [one for one in call.literals if times(one.text)]
    if any(one.condition for one in literals):
        return literals
    return literals[:1] + [one for one in literals[1:] if "+" in call.words and "\n" in one.text]


def _of_literal(source: Source, literal: Literal, name: str, note: str, using: Evidence) -> Iterator[Schedule]:
    text, is_open = literal.text.replace("\\n", "\n"), literal.is_open or ERB in literal.text
    starts = [0, *accumulate(len(line) + 1 for line in literal.text.split("\n"))]
    for build in [Build(text.strip(), 0)] if is_open else builds(text):
        value = at_offset(source, literal.offset + _begin(literal.text, starts, build))
        evidence = (value,) if value.line == using.line else (value, using)
        notes = filter(None, (note, literal.condition, build.parameters and f"with {build.parameters}"))
        state = State.UNRESOLVED if is_open else State.ACTIVE
        yield replace(schedule(name, build.expression, evidence), state=state, note="; ".join(notes))


def _begin(text: str, starts: list[int], build: Build) -> int:
    """Return the offset at which a build's time begins; line ends may be escaped in the text."""
    start, end = (starts[build.line], starts[build.line + 1]) if build.line + 1 < len(starts) else (0, len(text))
    return max(start, text.find(build.expression.rpartition("\n")[2], start, end))
