"""Knows the templates of monitoring files: of Helm, Jinja and ERB, jsonnet's `%(name)s`, and what hides them."""

from __future__ import annotations

import re

MARK = (
    r"(?:\{\{(?:`[^`]{0,2000}`|[^{}`]|\{(?!\{)|\}(?!\})|(?!))*+\}\}|\{%(?:[^%]|%(?!\})|(?!))*+%\}"
    r"|<%(?:[^%]|%(?!>)|(?!))*+%>|%\(\w{1,100}\)[a-z0-9.]{1,5}|\$\{[^{}\n]{1,200}\})"
)
"""A pattern to be part of others, verbose ones too: one template, linear."""

_ESCAPED = re.compile(
    r"""
    \{\{-?\s*`(?P<ticks>[^`]{0,2000})`\s*-?\}\}                  # Helm: {{`{{`}} and {{` {{ $value }} `}}
  | \{\{-?\s*(?P<quote>["'])(?P<quoted>[^"'\n]{0,200})(?P=quote)\s*-?\}\}    # {{ '{{' }}
  | (?P<raw>\{%-?\s*(?:end)?raw\s*-?%\})
    """,
    re.VERBOSE,
)
# Helm: what the chart takes where nobody says otherwise.
_DIG = re.compile(r"""\{\{-?\s*dig\s+(?:"[^"]{0,200}"\s+){1,9}"(?P<default>[^"]{0,200})"\s+[^\s{}]{1,200}\s*-?\}\}""")
_DEFAULT = re.compile(
    r"""\{\{-?[^{}|]{1,300}\|\s*default\s*\(?\s*["']?(?P<default>[^\s"'{}()|]{1,100})["']?\s*\)?\s*(?:\|\s*quote\s*)?-?\}\}"""
)
_FIRST_DEFAULT = re.compile(
    r"""\{\{-?\s*default\s+["']?(?P<default>[^\s"'{}()|$.][^\s"'{}()|]{0,100})["']?\s[^{}|]{1,300}\}\}"""
)
_OPEN = re.compile(MARK)


def unescaped(text: str) -> str:
    """Return a text as it is once rendered, as far as a template only hides other people's braces."""
    return _ESCAPED.sub(lambda one: one["ticks"] or one["quoted"] or "", text) if "{" in text else text


def with_defaults(text: str) -> str:
    """Return a text with what its templates say themselves where nobody says otherwise."""
    if "{{" not in text:
        return text
    for pattern in (_DIG, _DEFAULT, _FIRST_DEFAULT):
        text = pattern.sub(lambda one: one["default"], text)
    return text


def is_open(text: str) -> bool:
    """Tell whether a template stands in a text."""
    return _OPEN.search(text) is not None


def marks(text: str) -> list[str]:
    """Return the templates that stand in a text, each once."""
    return list(dict.fromkeys(_OPEN.findall(text)))


def without_marks(text: str) -> str:
    """Return a text without the templates that stand in it."""
    return _OPEN.sub(" ", text)
