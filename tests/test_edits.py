"""Edits of declared tasks: what stood there stays, what is added is there, and the file stays valid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd import documents
from ddd.edits import add_entries, complete_entry
from ddd.errors import ConfigurationError
from ddd.scan.source import Source

STUB = {
    "id": "roles/backup/dump",
    "owner": "<who answers for it>",
    "duration": "yes",
    "steps": [{"do": "Look: is it there?", "command": "ls # all", "expected": "12:30"}],
    "validation": ["one\ntwo", "~", "# three"],
}


def data(text: str) -> Any:
    return documents.checked(Source("tasks.yaml", text.encode()), "tasks.schema.json").data


def only_added(before: str, after: str) -> bool:
    """After is before with something put in at one place: to the byte."""
    return any(after.startswith(before[:at]) and after.endswith(before[at:]) for at in range(len(before) + 1))


def test_a_new_file_says_where_its_schema_is_and_what_it_is_for() -> None:
    text = add_entries("", [STUB], schema="../schemas/tasks.json")
    assert text.startswith("# yaml-language-server: $schema=../schemas/tasks.json\n# What people know")
    assert data(text) == {"tasks": [STUB]}


def test_nothing_to_add_changes_nothing() -> None:
    assert add_entries("", []) == ""
    assert add_entries("tasks: [", []) == "tasks: ["
    assert complete_entry("tasks:\n- id: a\n  owner: x", "a", {"owner": "y"}) == "tasks:\n- id: a\n  owner: x"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tasks:\n- id: a\n", "tasks:\n- id: a\n- id: z\n  owner: o\n"),
        ("tasks:\n    - id: a # x\n", "tasks:\n    - id: a # x\n    - id: z\n      owner: o\n"),
        ("tasks:\n  - id: a", "tasks:\n  - id: a\n  - id: z\n    owner: o\n"),
        ("tasks:\n", "tasks:\n  - id: z\n    owner: o\n"),
        ("tasks: []  # none yet\n", "tasks:  # none yet\n  - id: z\n    owner: o\n"),
        ("# c\n", "# c\ntasks:\n  - id: z\n    owner: o\n"),
        ("escalations: []\n", "escalations: []\ntasks:\n  - id: z\n    owner: o\n"),
        (
            "tasks:\n  - id: a\n\n  - id: b\n\n# end\nescalations: []\n",
            "tasks:\n  - id: a\n\n  - id: b\n\n  - id: z\n    owner: o\n\n# end\nescalations: []\n",
        ),
        (
            "tasks:\n  - id: a\n    # of a\n# of nobody\n",
            "tasks:\n  - id: a\n    # of a\n  - id: z\n    owner: o\n# of nobody\n",
        ),
        (
            "tasks:\n  - id: a\n    purpose: |\n      x\n      # no\nescalations: []\n",
            "tasks:\n  - id: a\n    purpose: |\n      x\n      # no\n  - id: z\n    owner: o\nescalations: []\n",
        ),
        ("tasks:\r\n  - id: a\r\n", "tasks:\r\n  - id: a\r\n  - id: z\r\n    owner: o\r\n"),
    ],
)
def test_entries_go_below_the_last_one_as_the_file_is_written(before: str, after: str) -> None:
    assert add_entries(before, [{"id": "z", "owner": "o"}]) == after


def test_what_leaves_no_place_for_lines_is_written_anew_with_its_comments_and_quotes() -> None:
    after = add_entries("# a\ntasks: [{id: 'a', owner: \"b\"}] # c\n", [{"id": "z", "owner": "o"}])
    assert after == "# a\ntasks: [{id: 'a', owner: \"b\"}, {id: z, owner: o}] # c\n"
    assert complete_entry("tasks:\n  - {id: 'a'} # c\n", "a", {"owner": "o"}) == (
        "tasks:\n  - {id: 'a', owner: o} # c\n"
    )


def test_fields_are_added_to_their_entry_and_none_is_replaced() -> None:
    before = "tasks:\n  - id: a  # first\n    owner: me\n    # more\n\n  - id: b\n    steps:\n      - do: x\n# end\n"
    after = complete_entry(before, "a", {"owner": "you", "duration": "5 minutes"})
    assert after == before.replace("    # more\n", "    # more\n    duration: 5 minutes\n")
    after = complete_entry(before, "b", {"validation": ["it is there"]})
    assert after == before.replace("      - do: x\n", "      - do: x\n    validation:\n      - it is there\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tasks: [\n", "not YAML"),
        ("- id: a\n", "the file must be a block of keys"),
        ("tasks:\n  - id: ab\n", "no entry has the id “abc”"),
        ("tasks: 3\n", "1:8: “tasks” must be a list"),
        ("", "no entry has the id “abc”"),
    ],
)
def test_what_cannot_be_edited_is_told(text: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        complete_entry(text, "abc", {"owner": "x"})
    assert words in str(refused.value)


def test_the_nearest_id_is_named() -> None:
    with pytest.raises(ConfigurationError) as refused:
        complete_entry("tasks:\n  - id: ab\n", "abc", {"owner": "x"})
    assert refused.value.advice == "did you mean “ab”?"


@pytest.mark.parametrize("text", ["tasks: 3\n", "tasks: {a: b}\n"])
def test_a_list_that_is_none_is_left_alone(text: str) -> None:
    with pytest.raises(ConfigurationError, match="must be a list"):
        add_entries(text, [STUB])


def test_an_entry_that_is_an_alias_is_copied_rather_than_lost() -> None:
    before = "x: &x {id: a}\ntasks:\n  - *x\n"
    after = add_entries(before, [{"id": "z"}])
    assert after == "x: &x {id: a}\ntasks:\n  - *x\n  - id: z\n"


WORDS = st.text("ab1 é日😀:#-'\"{}[]&*!|>%@`\\,?~=.\t\n\x85\u2028", max_size=12)
SENTENCES = WORDS.filter(str.strip) | st.sampled_from(
    ["yes", "12:30", "~", "0x1F", "1e3", "=", "<<", "- a", "a: b", "#"]
)
IDS = st.from_regex(r"[a-z0-9._-]{1,8}", fullmatch=True).filter(lambda one: one not in {".", ".."})
ENTRIES = st.fixed_dictionaries(
    {"id": IDS},
    optional={
        "owner": SENTENCES,
        "cadence": st.sampled_from(["daily", "weekly"]),
        "validation": st.lists(SENTENCES, min_size=1, max_size=2),
        "steps": st.lists(
            st.fixed_dictionaries({"do": SENTENCES}, optional={"command": SENTENCES}), min_size=1, max_size=2
        ),
    },
)
COMMENTS = st.sampled_from(["", "\n", "# c\n", "    # deep\n", "\n\n# é\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Ordinary files: written by ddd's own first entry, then changed by hand with comments, indentation, line ends."""
    entries = draw(st.lists(ENTRIES, min_size=1, max_size=3, unique_by=lambda one: one["id"]))
    text = "tasks:\n"
    for entry in entries:
        text = add_entries(text, [entry]) + draw(COMMENTS)
    if draw(st.booleans()):
        text = text.replace("\n  ", "\n    ")
    text = draw(st.sampled_from(["", "# head\n\n", "---\n"])) + text + draw(st.sampled_from(["", "escalations: []\n"]))
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@given(files(), st.lists(ENTRIES, min_size=1, max_size=2))
def test_of_an_ordinary_file_every_line_stays_and_the_rest_is_what_was_added(text: str, entries) -> None:
    after = add_entries(text, entries)
    assert only_added(text, after)
    assert len(after) > len(text)
    assert data(after)["tasks"] == [*data(text)["tasks"], *entries]


@given(files(), ENTRIES)
def test_completing_an_entry_of_an_ordinary_file_adds_lines_alone(text: str, fields) -> None:
    before = data(text)["tasks"]
    after = complete_entry(text, before[0]["id"], fields)
    assert only_added(text, after)
    assert data(after)["tasks"] == [{**fields, **before[0]}, *before[1:]]


@pytest.mark.parametrize(
    ("text", "name"),
    [("x: &x\n  id: a\ntasks:\n  - *x\n", "a"), ("tasks: 3\n", ""), ("tasks:\n  - id: a\n  - id: b: c\n", "")],
)
def test_what_would_say_another_thing_is_refused(text: str, name: str) -> None:
    with pytest.raises(ConfigurationError):
        complete_entry(text, name, {"owner": "o"}) if name else add_entries(text, [{"id": "z"}])
