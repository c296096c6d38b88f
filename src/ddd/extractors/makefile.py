"""Makefiles: targets that verify, targets that lead back, and what stops a build with a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors.shell._comments import Comments
from ddd.extractors.shell._flow import Failure, Flow
from ddd.extractors.shell._script import Script
from ddd.model import Check, Confidence, FailureMode, Phase, Rollback
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "make"
_RULE = re.compile(r"(?P<names>[\w./-]{1,80}(?:[ \t]+[\w./-]{1,80}){0,8})[ \t]*::?(?!=)(?P<rest>[^=].*)?$")
_VERIFIES = re.compile(
    r"(?i)(?:.{0,60}[-_])?(?:verify|validate|check|health(?:check)?|smoke(?:[-_]?tests?)?|preflight|sanity|dry[-_]?run)(?:[-_].{0,60})?"
)
_SURELY = re.compile(r"(?i)health|smoke|preflight|pre[-_]?check|post[-_]?check|dry[-_]?run")
_OF_SYSTEM = re.compile(
    r"\b(?:kubectl|oc|helm|terraform|tofu|ansible(?:-playbook)?|systemctl|curl|aws|gcloud|az|psql|mysql|nginx|promtool|amtool"
    r"|ssh|restic|borg|vault|consul|nomad|packer|kustomize|kubeconform|dig|openssl)\s"
)
_AFTER = re.compile(r"(?i)verify|smoke|health|post")
_OF_CODE = re.compile(
    r"(?i)style|format|fmt|lint|types?|mypy|flake|spell|licen[cs]e|headers?|generated|codegen|docs?|vendor|tidy|imports?|checkout"
    r"|api|changelog|commit|coverage|black|isort|ruff|shell|proto|tools?|deps|requirements|manifest|crds?|links?|prettier|mod"
)
_GOES_BACK = re.compile(
    r"(?i)(?:.*[-_./])?(?:roll_?-?back|restore|revert|undo|downgrade|migrate[-_]?down|db[-_]?down|migration[-_]?down)(?:[-_./].*)?"
)
_ERROR = re.compile(r"\$\(error\s+(?P<message>[^\n]{1,300}?)\)\s*$")
_GUARD = re.compile(r"(?P<word>ifndef|ifdef|ifeq|ifneq)\b\s*(?P<rest>.{0,200})")
_STOPS = re.compile(r"\bexit\s+[1-9]")
_TARGETS = re.compile(r"(?P<names>[^\s#=:][^#=:]{0,200}?)\s{0,20}::?(?!=)")
_QUIET = re.compile(r"[@+\s-]*(?:\$[({]\w{1,20}[)}]\s+(?=[(\[{]|(?:if|test|echo)\s))?[@+\s-]*")
_VARIABLE = re.compile(r"\$\((?P<name>\w{1,100})\)")
_MAX_RECIPES = 200
_LONGEST_RECIPE = 5_000
_PAIR = re.compile(r"\((?P<one>[^\n]{0,200}),(?P<other>[^,\n]{0,200})\)")
_IN_WORDS = {"ifndef": "{} is not set", "ifdef": "{} is set", "ifeq": "{} are equal", "ifneq": "{} are not equal"}
_MAX_COMMANDS = 12


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    line: int
    commands: tuple[str, ...]


@extractor(
    "makefile",
    paths=("Makefile", "makefile", "GNUmakefile", "*.mk"),
    literals=(
        "error",
        "exit",
        "check",
        "verify",
        "validate",
        "health",
        "smoke",
        "sanity",
        "ollback",
        "estore",
        "evert",
        "undo",
        "down",
    ),
)
def makefile(source: Source) -> Iterator[Check | Rollback | FailureMode]:
    """Find in Makefiles what an operator would call: targets that verify a system and targets that lead back.

        rollback:  ## back to the release before
            helm rollback harbour-api

        ifndef ENVIRONMENT
        $(error ENVIRONMENT is not set, use staging or production)
        endif

    `$(error …)` is a way of failing, guarded by the conditional around it, and so is a recipe that says something and
    ends with `exit 1`: `test … || { echo …; exit 1; }`, `if …; then echo …; exit 1; fi`. Targets that check the code
    of a program (`lint`, `check-format`, `verify-generated`) are no checks: nobody maintains a system by them.
    Variables in recipes stay as they stand.
    Format: https://www.gnu.org/software/make/manual/make.html.
    """
    yield from _errors(source)
    yield from _stops(source)
    for rule in _rules(source):
        evidence = (source.at(rule.line),)
        if _GOES_BACK.fullmatch(rule.name):
            yield Rollback(
                system=_SYSTEM,
                name=rule.name,
                commands=rule.commands[:_MAX_COMMANDS],
                confidence=Confidence.MEDIUM,
                evidence=evidence,
            )
        elif _VERIFIES.fullmatch(rule.name) and not _OF_CODE.search(rule.name) and _is_of_system(rule):
            phase = Phase.POST if _AFTER.search(rule.name) else Phase.PRE
            condition = f"exit status of `make {rule.name}` is 0"
            note = "; ".join(rule.commands[:3])[:200]
            yield Check(
                system=_SYSTEM,
                name=rule.name,
                phase=phase,
                condition=condition,
                note=note,
                confidence=Confidence.MEDIUM,
                evidence=evidence,
            )


def _is_of_system(rule: _Rule) -> bool:
    """Whether a check is made of something that runs, by its name or by what its recipe calls."""
    return _SURELY.search(rule.name) is not None or any(_OF_SYSTEM.search(one) for one in rule.commands)


def _rules(source: Source) -> Iterator[_Rule]:
    """Yield the rules that have a recipe; one of several targets is known by its first."""
    number = 0
    while number < len(source.lines):
        line = source.lines[number]
        number += 1
        match = _RULE.match(line[:2000]) if line[:1].isalnum() or line[:1] == "_" else None
        if match is None:
            continue
        start, recipe = number, list[str]()
        while number < len(source.lines) and (
            source.lines[number].startswith("\t") or not source.lines[number].strip()
        ):
            command = source.lines[number].strip().lstrip("@-+")
            if command and not command.startswith("#") and not _only_talks(command):
                recipe.append(command[:300])
            number += 1
        if recipe:
            yield _Rule(match["names"].split()[0], start, tuple(_joined(recipe)))


def _only_talks(command: str) -> bool:
    return command.startswith(("echo ", "printf ")) and not re.search(r"[|>;&]", command)


def _joined(recipe: list[str]) -> Iterator[str]:
    """Join what backslashes at the ends of lines hold together."""
    held = ""
    for line in recipe:
        if line.endswith("\\"):
            held += line[:-1].rstrip() + " "
            continue
        yield held + line
        held = ""
    if held:
        yield held.rstrip()


def _errors(source: Source) -> Iterator[FailureMode]:
    for number, line, guard in _guarded(source):
        text = line.strip()[:1000]
        error = None if text.startswith("#") else _ERROR.search(text)
        if error is None:
            continue
        asked = re.match(r"\$\(if\s+(?P<asked>[^,\n]{1,200}),", text)
        condition = guard or (f"not ({asked['asked'].strip()})" if asked else "")
        message = error["message"].strip()
        while message.endswith(")") and message.count(")") > message.count("("):
            message = message[:-1]
        yield FailureMode(system=_SYSTEM, name="make", message=message, guard=condition, evidence=(source.at(number),))


def _guarded(source: Source) -> Iterator[tuple[int, str, str]]:
    """Yield number and text of each line that is no conditional itself, and the innermost conditional around it."""
    guards: list[str] = []
    for number, line in enumerate(source.lines, start=1):
        text = line.strip()[:1000]
        if match := _GUARD.match(text):
            guards.append(_in_words(match["word"], match["rest"]))
        elif guards and re.match(r"else\b", text):
            guards[-1] = f"not ({guards[-1]})"
        elif guards and re.match(r"endif\b", text):
            guards.pop()
        else:
            yield number, line, guards[-1] if guards else ""


def _stops(source: Source) -> Iterator[FailureMode]:
    """Yield where recipes say something and exit, as the reader of shell scripts understands them."""
    seen: set[tuple[str, str, str]] = set()
    for target, number, recipe, outer in _recipes(source):
        script = Script(recipe)
        for event in Flow(script, Comments(script), errexit=False).events():
            if not isinstance(event, Failure) or not event.message:
                continue
            guard = " and ".join(filter(None, (outer, event.guard)))
            if (target, event.message, guard) not in seen:
                seen.add((target, event.message, guard))
                starts = (event.start, event.start if event.said is None else event.said)
                lines = dict.fromkeys(number + recipe.count("\n", 0, start) for start in starts)
                yield FailureMode(
                    system=_SYSTEM,
                    name=target,
                    message=event.message,
                    guard=guard,
                    evidence=tuple(map(source.at, lines)),
                )


def _recipes(source: Source) -> Iterator[tuple[str, int, str, str]]:
    """Yield the lines of recipes that exit, in shell: target, number of the first line, text, conditional around it.

    A line goes on after a backslash. What make would put in, `$(X)`, stands there as `${X}`, and `$$` as `$`.
    """
    target, found = "make", 0
    begun: list[str] = []
    start, outer = 0, ""
    for number, line, guard in _guarded(source):
        if not begun:
            if not line.startswith("\t"):
                target = _target(line, target)
                continue
            start, outer = number, guard
        begun.append(line)
        if line.endswith("\\"):
            continue
        recipe, begun = "\n".join(begun), []
        if found < _MAX_RECIPES and len(recipe) <= _LONGEST_RECIPE and _STOPS.search(recipe):
            found += 1
            shell = _VARIABLE.sub(r"${\g<name>}", _QUIET.sub("", recipe, count=1)).replace("$$", "$")
            yield target, start, shell, outer


def _target(line: str, before: str) -> str:
    match = _TARGETS.match(line[:2000])
    if match is None:
        return before
    names = match["names"].strip()
    return names if "$" in names else names.split()[0]


def _in_words(word: str, rest: str) -> str:
    said = re.sub(r"\s*#.*", "", rest).strip()
    if word in ("ifeq", "ifneq") and (pair := _PAIR.fullmatch(said)):
        one, other = pair["one"].strip(), pair["other"].strip()
        if not (one and other):
            return f"{one or other or 'it'} is {'' if word == 'ifeq' else 'not '}empty"
        said = f"{one}, {other}"
    return _IN_WORDS[word].format(said or "it")
