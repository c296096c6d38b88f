"""One file: its text, lines, parsed forms and places."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ddd.scan import yaml_nodes
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable


def test_lines_end_at_newlines_only() -> None:
    source = Source("x", "a\fb\u2028c\nd\r\ne".encode())
    assert source.lines == ["a\fb\u2028c", "d", "e"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa: 1", "a: 1"),
        ("a: ü".encode("utf-16"), "a: ü"),
    ],
)
def test_byte_order_marks_are_understood(data: bytes, text: str) -> None:
    source = Source("x", data)
    assert (source.text, source.decoding_fault) == (text, "")


def test_other_bytes_are_read_with_replacements_and_told() -> None:
    source = Source("x", b"fine\nb\xffd")
    assert source.lines[1] == "b\ufffdd"
    assert "line 2" in source.decoding_fault


def test_a_place_beyond_the_end_is_held_to_the_last_line() -> None:
    place = Source("x", b"one\ntwo").at(99, 0)
    assert (place.line, place.column, place.excerpt) == (2, 1, "two")


def test_parsed_forms_are_made_once() -> None:
    source = Source("x", b"a: [1]")
    assert source.yaml is source.yaml
    made = []
    for _ in range(2):
        source.derived("key", lambda _: made.append(1))
    assert made == [1]


def test_a_template_installs_without_its_suffix() -> None:
    assert Source("etc/cron.d/x.j2", b"").installed_path == "etc/cron.d/x"
    assert Source("etc/cron.d/x.j2", b"").is_template
    assert not Source("etc/cron.d/x", b"").is_template


@pytest.mark.parametrize("text", ["def f(:\n", "a = '\0'", "(" * 5000])
def test_what_is_not_python_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match="not Python"):
        _ = Source("x.py", text.encode()).python


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 100_000 + "x",
        "{a: " * 300 + "1" + "}" * 300,
        "\n".join(" " * n + "a:" for n in range(1000)),
    ],
    ids=["open brackets", "compact sequences", "flow mappings", "indentation"],
)
def test_deep_nesting_is_refused_with_its_line_before_it_can_crash(text: str) -> None:
    with pytest.raises(Unreadable, match="nested deeper") as refused:
        yaml_nodes.compose(text)
    assert refused.value.line


def test_nesting_that_people_write_is_read() -> None:
    deep = "\n".join("  " * n + "a:" for n in range(50))
    assert yaml_nodes.compose(deep)
    assert yaml_nodes.compose("[" * 150 + "]" * 150)
    assert yaml_nodes.compose("\n".join(f"- {{a: [{n}]}}" for n in range(500)))


@pytest.mark.parametrize(("levels", "is_read"), [(4, True), (40, False)])
def test_aliases_may_be_repeated_but_not_multiply_without_end(levels: int, is_read: bool) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    try:
        [root] = yaml_nodes.compose("\n".join(lines))
    except Unreadable as refused:
        assert not is_read
        assert "aliases" in refused.message
    else:
        assert is_read
        assert sum(1 for _ in yaml_nodes.walk(root)) < 200  # each node once, however often it is repeated


def test_a_reused_anchor_is_legal_and_read() -> None:
    [root] = yaml_nodes.compose("a: &x 1\nb: &x [2, {c: *x}]\nd: *x\n")
    assert yaml_nodes.scalar(yaml_nodes.child(root, "a")) == "1"
    node = yaml_nodes.child(root, "b")
    assert isinstance(node, yaml.SequenceNode)
    assert node.start_mark.line == 1


@pytest.mark.parametrize("text", ["a: b: c", "a: {{ x }}\nb: [", "\t- x", "*/5", "a: &x 1\nb: &x 2\nc: [", "a: \x01"])
def test_what_is_not_yaml_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match="not YAML"):
        yaml_nodes.compose(text)


def test_scalars_stay_what_stands_in_the_file() -> None:
    [root] = yaml_nodes.compose("on: 22:30\nmode: 0644\nnothing: ~\n")
    assert [key for key, _, _ in yaml_nodes.items(root)] == ["on", "mode", "nothing"]
    assert yaml_nodes.scalar(yaml_nodes.child(root, "on")) == "22:30"
    assert yaml_nodes.scalar(yaml_nodes.child(root, "nothing")) is None
    assert yaml_nodes.child(root, "missing") is None
    assert yaml_nodes.scalar(root) is None


def test_places_count_newlines_only() -> None:
    [root] = yaml_nodes.compose("a: x\u2028y\x85z\rw\nb: 1\n")
    node = yaml_nodes.child(root, "b")
    assert node is not None
    assert node.start_mark.line == 1


def test_merge_keys_are_followed_and_overridden() -> None:
    [root] = yaml_nodes.compose("base: &b {x: 1, y: 2}\njob:\n  <<: *b\n  y: 3\nmany:\n  <<: [*b, {z: 4}]\n")
    job, many = yaml_nodes.child(root, "job"), yaml_nodes.child(root, "many")
    assert {key: yaml_nodes.scalar(value) for key, _, value in yaml_nodes.items(job)} == {"x": "1", "y": "3"}
    assert {key for key, _, _ in yaml_nodes.items(many)} == {"x", "y", "z"}


def test_a_single_node_counts_as_a_sequence_of_one() -> None:
    [root] = yaml_nodes.compose("a: x\nb: [y, z]\n[c, d]: e\n")
    assert len(yaml_nodes.sequence(yaml_nodes.child(root, "a"))) == 1
    assert len(yaml_nodes.sequence(yaml_nodes.child(root, "b"))) == 2
    assert yaml_nodes.sequence(None) == []
    assert list(yaml_nodes.items(yaml_nodes.child(root, "a"))) == []
    assert [key for key, _, _ in yaml_nodes.items(root)] == ["a", "b"]


@given(st.text())
def test_any_text_is_yaml_or_unreadable(text: str) -> None:
    try:
        for root in yaml_nodes.compose(text):
            assert all(node.start_mark for node in yaml_nodes.walk(root))
    except Unreadable as refused:
        assert refused.message


def test_python_whose_tree_would_fill_the_memory_is_not_read() -> None:
    with pytest.raises(Unreadable, match="longer than 4 MiB"):
        _ = Source("data.py", b"x = 1\n" * 800_000).python
