"""CODEOWNERS, beyond the golden cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.extractors.codeowners import IN_FORCE, codeowners
from ddd.model import Contact
from ddd.scan.source import Source
from tests.extractors.test_crontab import assert_real


def owners(text: str, path: str = "CODEOWNERS") -> list[tuple[str, str]]:
    return [
        (one.scope, one.name) for one in codeowners.extract(Source(path, text.encode())) if isinstance(one, Contact)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("* @a", [("*", "@a")]),
        ("/x/ @org/team-1 me@example.com # why", [("/x/", "@org/team-1"), ("/x/", "me@example.com")]),
        ("/x/ @b @a @b", [("/x/", "@b"), ("/x/", "@a")]),
        (r"a\ b @a", [(r"a\ b", "@a")]),
        ("/x/", [("/x/", "")]),
        ("/x/ # nobody", [("/x/", "")]),
        ("\t/x/\t@a", [("/x/", "@a")]),
        ("#* @a", []),
        ("/x/ @", []),
    ],
)
def test_lines_of_github(line, expected):
    assert owners(line) == expected


def test_a_section_without_default_owners_un_owns():
    assert owners("[A] @a\nx\n[B]\ny\n") == [("x", "@a"), ("y", "")]


def test_brackets_begin_a_pattern_where_there_are_no_sections():
    assert owners("[ab @a") == [("[ab", "@a")]


@pytest.mark.parametrize("path", [f"vendor/{one}" for one in IN_FORCE])
def test_another_repositorys_file_says_nothing(path):
    assert owners("* @a", path) == []


_BITS = st.sampled_from(["[A]", "^[B][2]", "@a", "a@b.c", "\\", " ", "\n", "#", "!", "/x/", "*"])


@given(
    path=st.sampled_from(IN_FORCE),
    text=st.one_of(st.text(max_size=200), st.lists(_BITS, max_size=40).map("".join), st.binary(max_size=200)),
)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_contacts_with_real_lines(path, text):
    source = Source(path, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    for found in codeowners.extract(source):
        assert_real(found, source)
