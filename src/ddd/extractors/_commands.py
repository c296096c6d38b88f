"""Knows what a shell command would be called by a person: the name of the program that does the work."""

from __future__ import annotations

import re

from ddd.extractors._jinja import EXPRESSION

_LONGEST = 4_000
_PARTS = re.compile(r"&&|\|\||[;|&]")
_WORD = re.compile(rf"(?:{EXPRESSION}|\"[^\"]*\"|'[^']*'|[^\s\"']|[\"'])+")
"""Pieces that touch are one word: `KEY='a b'` is an assignment, and its value no program."""
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?[smhd]?")
_PREPARES = frozenset(
    {
        *(
            "cd",
            "test",
            "[",
            "[[",
            "command",
            "sleep",
            "export",
            "set",
            "umask",
            "source",
            ".",
            ":",
            "true",
            "if",
            "then",
        ),
    }
)
_LISTENS = frozenset({"logger", "mail", "mailx", "tee", "ts"})
"""What is told of the work of another; the work itself only where there is no other."""
_WRAPS = frozenset(
    {
        *("sudo", "nice", "ionice", "timeout", "env", "chronic", "cronic", "exec", "time", "nohup", "setsid", "chrt"),
        *("sh", "bash", "dash", "zsh", "ksh", "python", "python2", "python3", "perl", "php", "ruby", "node"),
        *("flock", "runuser", "su", "systemd-cat", "envdir", "lckdo", "setlock", "lock-wrapper", "lockrun"),
    }
)
_TAKES_A_VALUE = {
    "sudo": frozenset({"-u", "-g"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n"}),
    "timeout": frozenset({"-k", "-s"}),
    "runuser": frozenset({"-u", "-l"}),
}
_TAKES_A_FILE = frozenset({"flock", "envdir", "lckdo", "setlock", "lock-wrapper"})


def called(command: str) -> str:
    """Return the basename of the program or script a command is about; empty when it names none.

    `cd /srv && nice -n 19 /usr/bin/python3 bin/report.py` is `report.py`.
    """
    programs = [found for part in _PARTS.split(command[:_LONGEST]) if (found := _program(_WORD.findall(part)))]
    return next((one for one in programs if one not in _LISTENS), programs[0] if programs else "")


def _program(words: list[str]) -> str:
    wrapper, index = "", 0
    while index < len(words):
        word = words[index].strip("\"'(){}" if "{{" not in words[index] else "\"'(")
        name = word.rsplit("/", 1)[-1]
        index += 1
        if not word or word.startswith("-") or _ASSIGNMENT.match(word) or _AMOUNT.fullmatch(word):
            index += word in _TAKES_A_VALUE.get(wrapper, ())
        elif wrapper in _TAKES_A_FILE:
            wrapper = "past its file"
        elif name in _WRAPS:
            wrapper = name
        else:
            return "" if name in _PREPARES or word.startswith((">", "<")) else name
    return wrapper if wrapper in _WRAPS else ""
