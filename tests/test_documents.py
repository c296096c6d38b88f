"""Documents: faults in words, with the place they stand in, whatever the form of the value."""

from __future__ import annotations

import pytest

from ddd import documents
from ddd.errors import ConfigurationError
from ddd.scan.source import Source

LEVEL = "tasks:\n  - id: a\n    escalation: "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LEVEL + "3\n", "3:17: “escalation” must be text or a list, not the number 3"),
        (LEVEL + "true\n", "3:17: “escalation” must be text or a list, not “true”"),
        (LEVEL + "''\n", "3:17: “escalation” may not be empty"),
        (LEVEL + "[]\n", "3:17: “escalation” may not be empty"),
        (LEVEL + "[{after: 3m}]\n", "3:18: entry 1 of “escalation” lacks “who”"),
        (LEVEL + "[{who: x, afer: 3m}]\n", "3:27: unknown key “afer”"),
        (LEVEL + "[x]\n", "3:18: entry 1 of “escalation” must be a block of keys, not the text “x”"),
        ("tasks:\n  - id: a\n    owner: [x]\n", "3:12: “owner” must be text, not a list"),
        ("tasks:\n  - id: a\n    owner: {x: y}\n", "3:12: “owner” must be text, not a block of keys"),
        ("tasks:\n  - id: a\n    owner: ''\n", "3:12: “owner” may not be empty"),
        ("tasks:\n  - id: ''\n", "2:9: “id” may not be written an empty text"),
        ("tasks:\n  - id: " + "X" * 99 + "\n", "2:9: “id” may not be written the text “" + "X" * 59 + "…”"),
        ("tasks:\n  - id: a\n    purpose: 2027\n", "3:14: “purpose” must be text, not the number 2027"),
        ("tasks:\n  - id: a\n    purpose: 1.5\n", "3:14: “purpose” must be text, not the number 1.5"),
        ("tasks:\n  - id: a\n    cadence: weekly!\n", "3:14: “cadence” may not be the text “weekly!”"),
        ("tasks:\n  - id: a\n    steps:\n      - x\n", "4:9: entry 1 of “steps” must be a block of keys"),
        ("x\n", "1:1: this must be a block of keys, not the text “x”"),
        ("tasks: &a [*a]\n", ": nested deeper than 20 levels"),
        ("tasks: " + "[" * 30 + "]" * 30, ": nested deeper than 20 levels"),
    ],
)
def test_a_fault_is_told_in_words_of_the_file(text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        documents.checked(Source("t.yaml", text.encode()), "tasks.schema.json")
    assert refused.value.where.startswith("t.yaml:")
    assert told in f"{refused.value.where.removeprefix('t.yaml:')}: {refused.value.what}"


def test_a_choice_that_is_near_is_named_and_others_are_listed() -> None:
    def advice(cadence: str) -> str:
        source = Source("t.yaml", f"tasks: [{{id: a, cadence: {cadence}}}]".encode())
        with pytest.raises(ConfigurationError) as refused:
            documents.checked(source, "tasks.schema.json")
        return refused.value.advice

    assert advice("weekli") == "did you mean “weekly”?"
    assert advice("at-night") == "one of: daily, weekly, monthly, quarterly, semiannual, annual"


def test_the_first_fault_of_the_file_is_told() -> None:
    with pytest.raises(ConfigurationError) as refused:
        documents.checked(Source("t.yaml", b"tasks:\n  - id: A\n  - owner: 3\n  - z: 1\n"), "tasks.schema.json")
    assert refused.value.where == "t.yaml:2:9"


def test_the_place_of_what_is_not_there_is_that_of_what_it_would_stand_in() -> None:
    document = documents.checked(Source("t.yaml", b"tasks:\n  - id: a\n"), "tasks.schema.json")
    assert [str(document.at(*pointer)) for pointer in ((), ("tasks", 0, "id"), ("tasks", 0, "owner"))] == [
        "t.yaml:1",
        "t.yaml:2",
        "t.yaml:2",
    ]
    assert document.at("tasks", 7).line == 2
    assert document.at("tasks", 0, "id", "deeper").column == 9
    assert document.at_key("tasks", 0, "id").column == 5
    assert document.at_key("tasks", 0).column == 3
    assert [document.holds(*pointer) for pointer in (("tasks",), ("tasks", 0, "id"), ("tasks", 1), ("x",))] == [
        True,
        True,
        False,
        False,
    ]


def test_more_values_than_any_honest_file_has_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="more than 50000 values"):
        documents.checked(Source("t.yaml", b"tasks: [" + b"1," * 50_001 + b"]"), "tasks.schema.json")


@pytest.mark.parametrize("number", ["1_000", "0x1F", "1e3", ".inf", "9" * 30, "12:30"])
def test_numbers_that_only_yaml_knows_stay_text(number: str) -> None:
    text = f"tasks: [{{id: a, purpose: {number}}}]"
    document = documents.checked(Source("t.yaml", text.encode()), "tasks.schema.json")
    assert document.data["tasks"][0]["purpose"] == number
