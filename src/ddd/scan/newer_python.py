"""Python of newer versions than the one that runs ddd, brought down to what its parser knows.

No line is added or taken away; only columns behind a changed place may shift.
"""

from __future__ import annotations

import re

_EXCEPT = re.compile(r"(?m)^(?P<start>[ \t]{0,200}except\*? )(?P<types>[\w.]{1,200}(?:, ?[\w.]{1,200}){1,20})(?= ?:)")
_TYPE = re.compile(r"(?m)^(?P<indent>[ \t]{0,200})type (?P<name>\w{1,200})(?:\[[^\]\n]{0,500}\])?(?= ?=)")
_GENERIC = re.compile(r"(?m)^(?P<start>[ \t]{0,200}(?:(?:async )?def|class) \w{1,200})\[[^\]\n]{0,500}\](?=[(:])")
_FIELD = re.compile(r"\{[^{}\n]{1,300}\}")
_FORMATTED = re.compile(r"\b[rR]?[fF][rR]?\"")


def in_older_words(text: str) -> str:
    """Return `text` as older versions write it.

    Changed are `except A, B:` (3.14), `type X = …`, `def f[T](…)` (3.12) and the quotes in the fields of f-strings
    (3.12). What else is new stays as it is. Format: PEP 758, PEP 695, PEP 701.
    """
    text = _EXCEPT.sub(r"\g<start>(\g<types>)", text)
    text = _TYPE.sub(r"\g<indent>\g<name>", text)
    text = _GENERIC.sub(r"\g<start>", text)
    return "\n".join(_requoted(line) if _FORMATTED.search(line) else line for line in text.split("\n"))


def _requoted(line: str) -> str:
    return _FIELD.sub(lambda field: field[0].replace('"', "'"), line)
