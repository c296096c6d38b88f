"""Knows the commands of a pipeline that look whether a deployment works, and those that take it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml.nodes import Node, ScalarNode

from ddd.extractors._nodes import text
from ddd.model import Check, Evidence, Phase, Rollback
from ddd.scan.source import Source

_BEGINS = (
    r"(?:^|&&|\|\||;|\b(?:then|do|else|if|until|while|time)\s|!|\$\(|['\"])\s*(?:-\s+)?(?:\w{1,30}:\s+)?(?:sudo\s+)?"
)
_LOOKS = re.compile(
    _BEGINS
    + r"""(?P<command> (?: kubectl\s (?:[^|;&]{0,100}\s)? (?:rollout\s+status|wait\s)
          | oc\s (?:[^|;&]{0,100}\s)? rollout\s+status | helm\s+test\s
          | (?:curl|wget)\s [^|;&]{0,200}? / (?:health|ready|readyz|livez|healthcheck|status) )
        [^|;&\n]{0,200} )""",
    re.VERBOSE,
)
_FAILS = re.compile(r"\s(?:-[a-zA-Z]{0,8}f[a-zA-Z]{0,8}|--fail(?:-with-body)?)\s|^wget")
_TAKES_BACK = re.compile(
    _BEGINS
    + r"""(?P<command> (?: (?:kubectl|oc)\s (?:[^|;&]{0,100}\s)? (?:rollout\s+undo|rollback\s)
          | helm\s+rollback\s | kubectl\s+argo\s+rollouts\s+(?:undo|abort)\s | argocd\s+app\s+rollback\s
          | (?:bundle\s+exec\s+)?cap\s+\S{1,60}\s+deploy:rollback | dep\s+rollback\b | heroku\s+(?:releases:)?rollback\b
          | docker\s+service\s+(?:rollback\s|update\s[^|;&]{0,100}--rollback)
          | kamal\s+rollback\s | nomad\s+job\s+revert\s
          | cf\s+(?:rollback|cancel-deployment)\s | vercel\s+rollback | eb\s+deploy\s[^|;&]{0,100}--version\s )
        [^|;&\n]{0,200} )""",
    re.VERBOSE,
)
_BY_ITSELF = re.compile(
    _BEGINS + r"(?P<command>helm\s[^|;&]{0,300}\s(?:--atomic|--rollback-on-failure)\b)(?!=false)", re.VERBOSE
)
_OF_A_CONDITION = re.compile(r"\s--for[=\s]['\"]?(?:condition|jsonpath)")
_IGNORED = re.compile(r"\s*\|\|\s*(?:true|:|echo)\b|\s*\|\|\s*:")
_REDIRECTED = re.compile(r"\s+[12]?>.*$")
_MAX_LINES = 2_000
_LONGEST_LINE = 2_000


@dataclass(slots=True)
class _Line:
    """A line of a script, with those that it continues on."""

    text: str = ""
    parts: list[tuple[int, int, int]] = field(default_factory=list)
    """Of each line of the file: where it begins here, its number from 1, and how much of its indent is left out."""

    def add(self, raw: str, number: int) -> None:
        body = raw.strip().removesuffix("\\")
        self.text += " " if self.parts else ""
        self.parts.append((len(self.text), number, len(raw) - len(raw.lstrip())))
        self.text += body

    def at(self, source: Source, offset: int) -> Evidence:
        """Return the place of a character of the text."""
        begins, number, indent = next(part for part in reversed(self.parts) if part[0] <= offset)
        return source.at(number, offset - begins + indent + 1)


def deploys(source: Source, system: str, name: str, script: Node | None) -> Iterator[Check | Rollback]:
    """Yield the checks and the ways back among the commands of a step.

    system, name: of the facts. script: the scalar that holds the commands.
    """
    if not isinstance(script, ScalarNode) or not text(script):
        return
    for line in _lines(source, script):
        for found in _LOOKS.finditer(line.text):
            command = _tidy(found["command"])
            if not _IGNORED.match(line.text, found.end()) and _decides(command):
                yield Check(
                    system=system,
                    name=name,
                    phase=Phase.POST,
                    condition=f"`{command}` exits 0",
                    evidence=(line.at(source, found.start("command")),),
                )
        for found in _TAKES_BACK.finditer(line.text):
            command = _tidy(found["command"])
            evidence = (line.at(source, found.start("command")),)
            yield Rollback(system=system, name=name, commands=(command,), evidence=evidence)
        for found in _BY_ITSELF.finditer(line.text):
            yield Rollback(
                system=system,
                name=name,
                condition=f"`{_tidy(found['command'])}` fails",
                note="Helm takes the release back to the one before by itself",
                evidence=(line.at(source, found.start("command")),),
            )


def _decides(command: str) -> bool:
    """Tell whether a command fails when what it asks for does not hold."""
    if command.startswith(("curl", "wget")):
        return _FAILS.search(command) is not None
    return " wait " not in command or _OF_A_CONDITION.search(command) is not None


def _tidy(command: str) -> str:
    return " ".join(_REDIRECTED.sub("", command).split()).rstrip("'\")")


def _lines(source: Source, script: ScalarNode) -> Iterator[_Line]:
    """Yield the lines of a script; comments are left out."""
    first, last = int(script.start_mark.line), int(script.end_mark.line)
    is_block = script.style in ("|", ">")
    line = _Line()
    for number in range(first + is_block, min(last + (not is_block), len(source.lines), first + _MAX_LINES)):
        raw = source.lines[number][:_LONGEST_LINE]
        if raw.lstrip().startswith("#"):
            continue
        line.add(raw, number + 1)
        if not raw.rstrip().endswith("\\") or len(line.text) > _LONGEST_LINE:
            yield line
            line = _Line()
    if line.parts:
        yield line
