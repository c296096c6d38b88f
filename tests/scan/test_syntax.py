"""The parsers must survive what other people's files hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.scan.syntax import _GRAMMARS, MAX_DEPTH, parse
from ddd.scan.unreadable import Unreadable

HOSTILE = [
    "9R\U0003b558O\r{\U000def9f5",  # ended the process in the bash grammar's own scanner
    "<<" + "A" * 5000 + "\nx\n",
    "<<A " * 3000,
    "$(" * 5000,
    "{" * 20_000,
    "#{" * 5_000,
    '"${' * 5_000,
    "`${" * 5_000,
    "<?php " + "(" * 10_000,
    "\0" * 100,
    "\ud800",
]


@pytest.mark.parametrize("language", sorted(_GRAMMARS))
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_parsed_or_refused(text: str, language: str) -> None:
    try:
        assert parse(text, language).end_byte <= len(text)
    except Unreadable as refused:
        assert "nested deeper" in str(refused)  # either way the process lives


@pytest.mark.parametrize("language", sorted(_GRAMMARS))
@given(text=st.text())
def test_any_text_is_parsed_and_offsets_are_characters(language: str, text: str) -> None:
    root = parse(text, language)
    assert (0 <= root.start_byte <= root.end_byte) and root.end_byte <= len(text)


def test_offsets_are_characters() -> None:
    text = "ü; run 'é' x\n"
    [_, command] = [node for node in parse(text, "bash").named_children if node.type == "command"]
    assert text[command.start_byte : command.end_byte] == "run 'é' x"


def test_text_made_to_confuse_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ddd.scan.syntax.MAX_SECONDS", -1.0)
    with pytest.raises(Unreadable, match="not understood as bash"):
        parse("if " * 20_000, "bash")


@pytest.mark.parametrize("text", ["$(" * 5_000 + ")" * 5_000, "( " * 5_000 + "exit 1" + " )" * 5_000])
def test_what_nests_deeper_than_anybody_writes_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable, match="nested deeper than 2500 levels"):
        parse(f"#!/bin/sh\nset -e\nexit 1\n{text}\n", "bash")


def test_what_is_long_is_not_deep() -> None:
    assert not parse("".join(f"( echo {number} )\n" for number in range(20_000)), "bash").has_error


def test_what_nests_as_deep_as_allowed_is_read() -> None:
    deep = (MAX_DEPTH - 8) // 2
    assert not parse("( " * deep + "exit 1" + " )" * deep, "bash").has_error
