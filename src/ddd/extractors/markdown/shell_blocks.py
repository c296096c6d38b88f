"""Knows what of a document's code block is typed, and what is the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ddd.extractors.markdown.sections import Code

_TYPED = frozenset(
    {"sh", "bash", "shell", "zsh", "ksh", "fish", "bat", "cmd", "powershell", "pwsh", "ps1", "sql", "psql"}
)
_SESSIONS = frozenset({"console", "shell-session", "shellsession", "sh-session", "terminal", "bash-session"})
_PROMPT = re.compile(
    r"\s*(?:\[?[\w.-]++@[\w.-]++[^\s\]$#]*+\s?[^\s\]$#]*+\]?\s?)?(?:\$|[#%>](?=\s+[a-z./~_-]))\s+(?P<typed>\S.*)"
)
_DOLLAR = re.compile(r"(?m)^[ \t]*(?:\[?[\w.-]++@[\w.-]++[^\s\]$#]*+\s?[^\s\]$#]*+\]?\s?)?\$ \S")
_COMMANDS = frozenset(
    """sudo systemctl service journalctl kubectl helm docker podman docker-compose ansible ansible-playbook
    terraform make just git ssh scp rsync cd ls rm cp mv mkdir chmod chown curl wget cat tail tar psql
    pg_dump pg_restore mysql mysqldump mongodump mongosh redis-cli etcdctl consul vault aws gcloud az apt
    apt-get yum dnf zypper apk pip openssl certbot restic borg rclone zfs zpool lvextend mount umount df du
    ps kill dd export source nginx su doas oc velero crictl""".split()  # noqa: SIM905  a list of words reads best as words
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A code block as somebody uses it."""

    line: int
    """Of the first line that is typed, counted from 1."""
    command: str
    """What to type; empty when the block is something else."""
    answer: str = ""
    """What a console block shows as its output."""


def typed(code: Code) -> Typed:
    """Return what of a block is typed: console prompts off, their output apart."""
    if code.language in _SESSIONS or (code.language in _TYPED | {"", "text", "txt"} and _DOLLAR.search(code.text)):
        return _session(code)
    if code.language in _TYPED or (not code.language and looks_typed(code.text)):
        lines = code.text.rstrip().split("\n")
        skipped = next((index for index, line in enumerate(lines) if line.strip()), 0)
        return Typed(code.line + skipped, "\n".join(line.rstrip() for line in _unindented(lines[skipped:])))
    return Typed(code.line, "")


def _session(code: Code) -> Typed:
    commands, answers, first, goes_on = list[str](), list[str](), 0, False
    for index, line in enumerate(code.text.rstrip().split("\n")):
        prompt = _PROMPT.fullmatch(line)
        if goes_on and not prompt:
            commands.append(line.rstrip())
        elif prompt:
            first = first or code.line + index
            commands.append(prompt["typed"].rstrip())
        elif line.strip():
            answers.append(line.strip())
        goes_on = bool(commands) and commands[-1].endswith("\\") and (goes_on or prompt is not None)
    if not commands and looks_typed(code.text):  # a console without prompts
        return Typed(code.line, code.text.strip())
    return Typed(first or code.line, "\n".join(commands), "\n".join(answers) if commands else "")


def looks_typed(text: str) -> bool:
    """Tell whether a text begins with a command that people type."""
    words = text.split(maxsplit=1)
    return bool(words) and (words[0] in _COMMANDS or words[0].startswith(("./", "/usr/", "/opt/", "/etc/init.d/")))


def _unindented(lines: list[str]) -> list[str]:
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return [line[min(indents, default=0) :] for line in lines]
