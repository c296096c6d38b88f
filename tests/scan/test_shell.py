"""The shell parser must survive what other people's files hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.scan.shell import parse

HOSTILE = [
    "9R\U0003b558O\r{\U000def9f5",  # ended the process in the grammar's own scanner
    "<<" + "A" * 5000 + "\nx\n",
    "<<A " * 3000,
    "$(" * 5000,
    "{" * 20_000,
    "\0" * 100,
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_parsed(text: str) -> None:
    assert parse(text).root.end_byte >= 0


@given(st.text())
def test_any_text_is_parsed_and_taken_from_the_text_itself(text: str) -> None:
    shell = parse(text)
    assert shell.text(shell.root) in text.encode("utf-8", "replace").decode("utf-8")


def test_templates_are_words_and_directives_nothing() -> None:
    shell = parse("{% if x %}\nrun {{ a | default('b c') }} ü\n{% endif %}\n")
    [command] = shell.root.named_children
    assert [shell.text(part) for part in command.named_children] == ["run", "{{ a | default('b c') }}", "ü"]
