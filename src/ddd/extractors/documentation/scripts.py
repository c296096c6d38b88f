"""Reads whether scripts open with a comment that says what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ddd.extractors.documentation._ansible import is_ansible_module
from ddd.extractors.documentation._words import says
from ddd.model import Unit
from ddd.scan.examples import is_example
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source
from ddd.scan.templates import without_jinja

KIND = "script"

_WORDS = 3
_LONGEST_HEAD = 200
_OPENS = 2
"""The last line on which a comment may begin that stands right above a command and still speaks of the script."""
_SHELL = re.compile(rb"#!\s{0,9}(?:/\S{1,200}/)?(?:env\s+(?:-\S\s*)?)?(?:bash|sh|dash|ash|zsh|ksh|mksh|pwsh)\b")
_SETTINGS = re.compile(
    r"(?i)set\s|shopt\s|setopt\s|@echo\s+off|setlocal|#requires\b|using\s|\[cmdletbinding|param\s*\("
)
"""May stand before the comment that speaks of the whole script."""
_MARKS = re.compile(r"^(?:#+|::+|rem\b|<#|\.[A-Z]+)?[\s#=*~_+/-]*|#>\s*$", re.IGNORECASE)
_LICENCE = re.compile(
    r"""(?ix)
    spdx- | copyright | \(c\)\s | © | \ball\ rights\ reserved | \bfree\ software\b | \bgpl
    | \blicen[cs]ed?\ (?:under|to|is)\b | \bthe\ licen[cs]e\b | \b(?:public|apache|mit|bsd)\ licen[cs]e
    | \bwarrant(?:y|ies)\b | permission\ is\ (?:hereby\ )?granted | applicable\ law | apache\.org/licenses
    """
)
_FOR_TOOLS = re.compile(
    r"""(?ix)
    -\*- | ^(?:vim?|ex):\s | ^shellcheck\s | ^jinja2: | ansible[_ ]managed | ^\$(?:id|revision|date|author)\b
    | managed\ by | do\ not\ edit | ^https?:\S+$ | ^(?:begin|end)\ init\ info
    | ^@?(?:usage|authors?|maintainers?|contact|date|created|modified|version|filename?|file|owner|email|todo|fixme|xxx)
      \s*(?::|$)
    | ^(?:usage|e-?mail)\b
    """
)
_CODE = re.compile(r"(?:export\s+)?[A-Za-z_]\w{0,60}=.*|(?:if|for|while)\s.*(?:;|\bdo|\bthen)\s*|.*(?:&&|\|\||2>&1).*")


@extractor("script-comments", paths=("*.sh", "*.bash", "*.ps1", "*.bat", "*.cmd", NO_SUFFIX), documentation=True)
def script_comments(source: Source) -> Iterator[Unit]:
    """Find shell, PowerShell and batch scripts, and whether each opens with a comment that says what it does.

        #!/bin/sh
        # Dumps all databases and copies them to the vault.

    A script has such a suffix, or a shell in its first line. The comment stands before the first command; `set -e` and
    its like may precede it. Right above the first command it speaks of that command, unless the file opens with it. It
    has at least three words beside the name of the file, the licence, authors, usage, and what it tells editors and
    linters. A template counts as the script it becomes. Scripts in other languages are not seen.
    Format: https://google.github.io/styleguide/shellguide.html#s4-comments.
    """
    if is_example(KIND, source.path) or not _is_script(source):
        return
    text = without_jinja(source.text) if source.is_template else source.text
    told = list(_about_script(_opening(text)))
    is_told = says(_without_name(" ".join(line.text for line in told), source), _WORDS)
    yield Unit(
        kind=KIND,
        name=source.path,
        documented=("comment",) if is_told else (),
        evidence=(source.at(told[0].number if is_told else 1),),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    """Without its signs; empty where a paragraph ends."""


def _is_script(source: Source) -> bool:
    if is_ansible_module(source) or not source.data.strip():
        return False
    has_suffix = "." in source.installed_path.rpartition("/")[2]
    return has_suffix or _SHELL.match(source.data[:300]) is not None


def _opening(text: str) -> list[_Line]:
    """Return the comment lines before the first command, those left out that speak of it alone."""
    found: list[_Line] = []
    is_block = False
    for number, line in enumerate(islice(text.split("\n"), _LONGEST_HEAD), start=1):
        stripped = line.strip()
        is_block = is_block or stripped.startswith("<#")
        is_comment = is_block or stripped.startswith(("#", "::")) or stripped[:4].lower() in ("rem", "rem ")
        if stripped and not is_comment and not _SETTINGS.match(stripped):
            return _without_last_block(found) if found and found[-1].number == number - 1 else found
        if is_comment and not stripped.startswith("#!"):
            found.append(_Line(number, _MARKS.sub("", stripped)))
        is_block = is_block and not stripped.endswith("#>")
    return found


def _without_last_block(lines: list[_Line]) -> list[_Line]:
    """Leave out the block right above the first command, unless the script opens with it."""
    first = len(lines) - 1
    while first and lines[first - 1].number == lines[first].number - 1:
        first -= 1
    return lines if lines[first].number <= _OPENS else lines[:first]


def _about_script(lines: list[_Line]) -> Iterator[_Line]:
    """Yield the lines with words about the script; a paragraph that speaks of a licence is left out."""
    for paragraph in _paragraphs(lines):
        if not any(_LICENCE.search(line.text) for line in paragraph):
            yield from (one for one in paragraph if not _FOR_TOOLS.search(one.text) and not _CODE.fullmatch(one.text))


def _paragraphs(lines: list[_Line]) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in lines:
        if paragraph and (not line.text or paragraph[-1].number < line.number - 1):
            yield paragraph
            paragraph = []
        if line.text:
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _without_name(text: str, source: Source) -> str:
    return text.replace(source.installed_path.rpartition("/")[2], " ")
