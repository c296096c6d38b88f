"""Shell scripts as procedures: what they do step by step, what they check, how they fail, whom they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ddd.extractors.shell._comments import Comments, Note, command_in
from ddd.extractors.shell._flow import Act, Event, Failure, Flow, Handler, Test
from ddd.extractors.shell._script import Script, has_errexit_shebang, is_shell, script_of
from ddd.model import (
    Check,
    Claim,
    Confidence,
    Contact,
    Evidence,
    Fact,
    FailureMode,
    Phase,
    Problem,
    Procedure,
    Rollback,
    Step,
)
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

SYSTEM = "shell"

_RESTORES = re.compile(r"(?i)restore|roll_?-?back|revert|undo")
_PREPARES = re.compile(
    r"(?:(?:local|export|declare|readonly|typeset)\s+(?:-\w+\s+)?)?\w+=[^\n]*$"
    r"|(?:sudo\s+)?(?:mkdir|touch|cd|pushd|popd|sleep|umask|ulimit|set|shopt|source|\.|read|date|mktemp|cat|ls|echo|printf"
    r"|logger|hash|unset|trap)\s[^\n|;&]*$"
)
"""Commands that change nothing of what the script is for: what is asked after them is still asked before the work."""
_COLOUR = re.compile(
    r"\$\{?(?:C_)?(?:(?:BOLD|LIGHT|BRIGHT)_?)?(?:RED|GREEN|YELLOW|BLUE|CYAN|MAGENTA|PURPLE|WHITE|ORANGE|GR[AE]Y|NC|RESET|NORMAL"
    r"|BOLD|NO_?COLOU?R|END_?COLOU?R|COLOU?R_[A-Z_]{1,20})\b\}?|\\(?:e|033|x1[bB])\[[0-9;]{0,12}m",
    re.IGNORECASE,
)
# What the person who runs it wants is no state of the system: `--dry-run`, `[y/N]`.
_ON_WISHES = re.compile(
    r"\$\{?(?:\w*_)?(?:DRY_?RUN|INTERACTIVE|VERBOSE|QUIET|DEBUG|FORCED?|YES|CONFIRM\w*|ANSWERS?|REPLY|RESPONSE|CHOICE|yn)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"\(\(\s*(?:\+\+|--|\w+\s*(?:\+\+|--|[-+*/]?=(?!=)))")
_GIVES_UP = re.compile(r"(?i)abort|cancel|bye|exiting|ok(?:ay)?\b")
_GIVEN = re.compile(r"\$\{?[1-9@*]\}?")
_HANDED_ON = re.compile(
    r"\$\{?(?:\?|(?:\w*_)?(?:e?rc|ret|retval|res|result|status|code|retcode|exitcode))\}? is not 0", re.IGNORECASE
)
"""The status of a command, handed on to the caller: how that command fails is not said."""
_ASKS_FOR_TOOL = re.compile(r"(?:!\s*)?(?:command\s+-v|which|type|hash)\s")
_PUTS_BACK = re.compile(
    r"^(?:sudo\s+)?(?:mv|cp|install|rsync|tar)\s|rollout undo|git (?:checkout|reset|revert|restore)"
)


@extractor("shell-scripts", paths=("*.sh", "*.bash", NO_SUFFIX))
def shell_scripts(source: Source) -> Iterator[Fact | Problem]:
    """Shell scripts: files `*.sh` and `*.bash`, and files without suffix whose first line names a shell.

    A script becomes a procedure. Its commands are the steps, with the comment above each; its tests are checks; each
    `exit` other than 0, each call of a function such as `die` and each `trap … ERR` is a way of failing. The header may
    say what only people know:

        #!/bin/sh
        # Dump the databases to the backup volume.
        # Owner: @dba
        # Duration: about 20 minutes
        # On failure: the dump of the night before stays valid; start it again by hand.
        # Access: as postgres on db1, by ssh from the bastion host.
        # Escalation: page the DBA on duty after the second failure.
        # Rollback: not needed, it only adds files.

    Read with the grammar of bash (POSIX shell and ksh scripts are close enough), never run. What `.` and `source` bring
    in is not followed. Commented-out code is no fact.
    Format: bash(1).
    """
    if not is_shell(source):
        return
    script = script_of(source)
    if script.first_fault is not None and not script.is_template:
        message = "not understood as shell from here; steps and checks may be missing"
        yield Problem(source.path, script.first_fault, "shell-scripts", message)
    comments = Comments(script)
    events = list(Flow(script, comments, has_errexit_shebang(source)).events())
    yield from _procedure(source, script, comments.notes, events)
    yield from _checks(script, events)
    yield from _failures(script, events)
    yield from _rollbacks(source, script, comments.notes, events)
    for note in comments.notes:
        if note.kind in ("owner", "maintainer", "escalation"):
            evidence = (source.at(note.line),)
            yield Contact(system=SYSTEM, name=note.text, role=note.kind, scope=source.path, evidence=evidence)


def _procedure(source: Source, script: Script, notes: tuple[Note, ...], events: list[Event]) -> Iterator[Procedure]:
    """A file that does nothing by itself (a library, a list of settings) is no procedure."""
    title = PurePosixPath(source.installed_path).name
    steps = tuple(
        Step(text=one.text, command=one.command, expected=one.expected, evidence=script.at(one.start))
        for one in events
        if isinstance(one, Act)
    )
    steps = steps or tuple(_questions(script, events))
    if not steps:
        return
    yield Procedure(
        system=SYSTEM,
        name=title,
        title=title,
        steps=steps,
        purpose=_claim(source, notes, "purpose"),
        duration=_claim(source, notes, "duration"),
        on_failure=_claim(source, notes, "on_failure"),
        access=_claim(source, notes, "access"),
        evidence=(_opening(source),),
    )


def _questions(script: Script, events: list[Event]) -> Iterator[Step]:
    """A script that only checks: asking is its work."""
    for index, one in enumerate(events):
        if isinstance(one, Test):
            after = events[index + 1] if index + 1 < len(events) else None
            said = f"; otherwise it says: {after.message}" if isinstance(after, Failure) and after.message else ""
            for command in one.commands or (one.condition,):
                yield Step(
                    text=one.text, command=command, expected=f"exit status 0{said}", evidence=script.at(one.start)
                )


def _checks(script: Script, events: list[Event]) -> Iterator[Check]:
    phase = Phase.PRE
    for one in events:
        if isinstance(one, Act) and not one.verifies and not _PREPARES.match(one.command):
            phase = Phase.POST
        elif isinstance(one, Test) and not (_ON_WISHES.search(one.condition) or _COUNTS.match(one.condition)):
            evidence = (script.at(one.start),)
            at = Phase.PRE if _ASKS_FOR_TOOL.match(one.condition) else phase
            yield Check(system=SYSTEM, name=one.text, phase=at, condition=one.condition, evidence=evidence)


def _failures(script: Script, events: list[Event]) -> Iterator[FailureMode]:
    for one in events:
        if isinstance(one, Handler) and one.signal == "ERR":
            evidence = (script.at(one.start),)
            guard = "any command fails"
            yield FailureMode(system=SYSTEM, name="trap ERR", message=one.message, guard=guard, evidence=evidence)
        elif isinstance(one, Failure) and _tells(one):
            yield FailureMode(
                system=SYSTEM,
                name=one.name,
                message=_COLOUR.sub("", one.message).strip(),
                guard=one.guard,
                evidence=tuple(_places(script, one)),
                confidence=Confidence.HIGH if one.certain else Confidence.MEDIUM,
            )


def _tells(failure: Failure) -> bool:
    """Tell whether anybody learns from it: what a helper is given (`Error: $1`), its callers say."""
    said = _COLOUR.sub("", failure.message).strip()
    if said:
        if _GIVES_UP.match(said) and _ON_WISHES.search(failure.guard):
            return False  # the person said no
        return not _GIVEN.search(said) or len(_GIVEN.sub("", said).split()) > 1
    return _HANDED_ON.fullmatch(failure.guard) is None and _ON_WISHES.search(failure.guard) is None


def _places(script: Script, failure: Failure) -> Iterator[Evidence]:
    place = script.at(failure.start)
    yield place
    if failure.said is not None:
        said = script.at(failure.said)
        if said.line != place.line:
            yield said


def _rollbacks(source: Source, script: Script, notes: tuple[Note, ...], events: list[Event]) -> Iterator[Rollback]:
    for note in notes:
        if note.kind == "rollback":
            command = command_in(note.text)
            commands = (command,) if command else ()
            yield Rollback(system=SYSTEM, name=note.text, commands=commands, evidence=(source.at(note.line),))
    for one in events:
        if isinstance(one, Handler) and _puts_back(one, script.at(one.start).excerpt):
            yield Rollback(
                system=SYSTEM,
                name="trap " + one.signal,
                condition="any command fails" if one.signal == "ERR" else "the script ends",
                commands=one.commands,
                confidence=Confidence.MEDIUM,
                evidence=(script.at(one.start),),
            )


def _puts_back(handler: Handler, line: str) -> bool:
    """Whether a trap restores something: by its name, or, when a command failed, by what it runs."""
    named = _RESTORES.search(line) is not None
    moves = handler.signal == "ERR" and any(_PUTS_BACK.search(one) for one in handler.commands)
    return bool(handler.commands) and (named or moves)


def _claim(source: Source, notes: tuple[Note, ...], kind: str) -> Claim | None:
    note = next((one for one in notes if one.kind == kind), None)
    return Claim(text=note.text, evidence=(source.at(note.line),)) if note else None


def _opening(source: Source) -> Evidence:
    """Return the first line that says something: the shebang, in a template below the Jinja."""
    for number, line in enumerate(source.lines, start=1):
        if line.startswith("#!"):
            return source.at(number)
    return source.at(next((number for number, line in enumerate(source.lines, start=1) if line.strip()), 1))
