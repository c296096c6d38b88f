"""Hosting platforms: what TOML and JSON say, and where it stands."""

from __future__ import annotations

import pytest

from ddd.extractors import _nodes, _toml
from ddd.extractors._offsets import at_offset
from ddd.extractors.platforms.upsun import upsun
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable


def places(text: str) -> dict[tuple, tuple[int, int]]:
    return {one.path: (one.line, one.column) for one in _toml.strings(Source("x.toml", text.encode()))}


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ('a = "x"', ("a",), (1, 6)),
        ('[t]\n\na.b = "x"', ("t", "a", "b"), (3, 8)),
        ('[t."u.v"]\na = "x"', ("t", "u.v", "a"), (2, 6)),
        ('a = ["x",\n  # x\n  "y", "y"]', ("a", 2), (3, 9)),
        ('[[j]]\na = "x"\n[[j]]\na = "x"\n[j.env]\nb = "x"', ("j", 1, "env", "b"), (6, 6)),
        ('a = { b = "x", c = "x" }', ("a", "c"), (1, 21)),
        ('a = """\nx"""', ("a",), (2, 1)),
        ('a = "\\u0041"', ("a",), (1, 1)),
        ("# " + "x" * 3000 + '\na = "x"', ("a",), (2, 6)),
    ],
)
def test_strings_of_toml_have_their_places(text, path, place):
    assert places(text)[path] == place


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = ", 1), ("a = 1\nb = [", 2), ("a = " + "9" * 5000, None), ("a = " + "[" * 5000, None), ("a" * 10_001, None)],
)
def test_what_is_no_toml_says_so(text, line):
    with pytest.raises(Unreadable) as caught:
        places(text)
    assert line is None or caught.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "b"}',
        '// c\n{"a": "b"}',
        '{/* "a": "c" */ "a": "b"}',
        "{a: 'b',}",
        '{\t"a":\t"b"\t}',
        '{"x": "/* no comment", "a": "b"}',
        '{"x": "\\ud83d\\ude80", "a": "b"} /* never closed',
    ],
)
def test_json_may_have_comments_and_quotes_of_either_kind(text):
    assert _nodes.text(_nodes.below(_nodes.json_document(Source("x.json", text.encode())), "a")) == "b"


def test_empty_json_is_no_document():
    assert _nodes.json_document(Source("x.json", b"// nothing\n")) is None


def test_a_template_that_is_no_yaml_even_without_its_tags_is_refused():
    with pytest.raises(Unreadable):
        _nodes.documents(Source("x.yml.j2", b"{% if a %}\na: [\n{% endif %}\n"))


def test_each_line_is_named_once():
    source = Source("x.yml", b"a: {b: c, d: e}\nf: |\n  g\n")
    [root] = source.yaml
    nodes = [_nodes.below(root, "a", "d"), _nodes.below(root, "a", "b"), None, _nodes.below(root, "f")]
    assert [(one.line, one.column) for one in _nodes.places(source, *nodes)] == [(1, 14), (3, 1)]


@pytest.mark.parametrize(("offset", "place"), [(0, (1, 1)), (1, (1, 2)), (2, (2, 1)), (4, (3, 2))])
def test_the_place_of_a_character(offset, place):
    evidence = at_offset(Source("x", b"a\n\nbc"), offset)
    assert (evidence.line, evidence.column) == place


def test_upsun_knows_h():
    found = upsun.extract(Source(".upsun/config.yaml", b"crons: {a: {spec: 'H/15 * * * *'}, b: {spec: }}"))
    assert [one.dialect for one in found] == ["jenkins"]
