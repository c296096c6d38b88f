"""Python failures: counted against the syntax tree itself, and that no text breaks the reader."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.extractors.python_failures import python_failures
from ddd.model import FailureMode
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

CORPUS = Path(__file__).parents[1] / "corpus" / "python-failures"


def read(text: str) -> list[FailureMode]:
    found = list(python_failures.extract(Source("module.py", text.encode())))
    assert all(isinstance(one, FailureMode) for one in found)
    return found  # type: ignore[return-value]


def only(text: str) -> FailureMode:
    (found,) = read(text)
    return found


def calls_of_fail_json(text: str) -> int:
    """Count independently of the extractor: by walking the whole tree and looking at names alone."""
    calls = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return sum("fail_json" in (getattr(called, "id", ""), getattr(called, "attr", "")) for called in calls)


@pytest.mark.parametrize(
    "case", ["messages_are_templates", "guards_are_the_nearest_conditions", "definition_is_no_call"]
)
def test_every_call_of_fail_json_is_found(case: str) -> None:
    for file in (CORPUS / case / "input").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert len(read(text)) == calls_of_fail_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "fail_json(msg=fail_json(msg='inner'))",
        "x = [m.fail_json(msg=y) for y in z if m.fail_json()]",
        "class A(fail_json()):\n    @fail_json()\n    def f(self, a=m.fail_json()) -> fail_json():\n        pass",
        "m().fail_json(\n    msg='a'\n)",
        "m.\\\nfail_json(\nmsg='a')",
        "a.b[fail_json()].fail_json",
        "f'{m.fail_json()}'",
        "try:\n    pass\nexcept fail_json():\n    pass",
        "match fail_json():\n    case 1 if m.fail_json():\n        pass",
        "with m.fail_json() as a, fail_json():\n    pass",
        "for a in m.fail_json():\n    pass",
        "assert m.fail_json(), m.fail_json()",
    ],
)
def test_calls_in_odd_places_are_found(text: str) -> None:
    found = read(text)
    assert len(found) == calls_of_fail_json(text)


@pytest.mark.parametrize(
    ("test", "holds", "opposite"),
    [
        ("a", "a", "not a"),
        ("not a", "not a", "a"),
        ("not (a or b)", "not (a or b)", "(a or b)"),
        ("a == 1", "a == 1", "a != 1"),
        ("a is None", "a is None", "a is not None"),
        ("a not in b", "a not in b", "a in b"),
        ("a < 3", "a < 3", "a >= 3"),
        ("1 < a < 3", "1 < a < 3", "not (1 < a < 3)"),
        ("a or b", "(a or b)", "not (a or b)"),
        ("f(a)", "f(a)", "not f(a)"),
    ],
)
def test_conditions_and_their_opposites(test: str, holds: str, opposite: str) -> None:
    found = read(f"if {test}:\n    fail_json()\nelse:\n    fail_json()\n")
    assert [one.guard for one in found] == [holds, opposite]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('sys.exit("a" + str(b))', "a{b}"),
        ("sys.exit(str(e))", "{e}"),
        ("sys.exit(3)", "exit 3"),
        ("sys.exit(True)", "exit True"),
        ("sys.exit(rc)", "{rc}"),
        ("sys.exit(await f())", None),
        ("sys.exit(1, 2)", None),
        ("os.exit(1)", None),
        ("exit(1)", None),
        ("raise SystemExit(2) from None", "exit 2"),
        ("raise SystemExit", None),
        ("raise", None),
        ('fail_json(msg="%s %s" % (a, b))', "{a} {b}"),
        ('fail_json(msg="a" % {**b})', "a"),
        ("fail_json(msg=a % b)", "{a % b}"),
        ("fail_json(msg=a + b)", "{a + b}"),
        ('fail_json(msg=("a %s" % b) + "c")', "a {b}c"),
        ("fail_json(msg=a.format(b))", "{a.format(b)}"),
        ('fail_json(msg="{0.name}".format(b))', "{0.name}"),
        ('fail_json(msg=_("a"))', "a"),
        ('fail_json(msg=b"a")', "b'a'"),
        ("fail_json(msg='" + "a" * 400 + "')", "a" * 299 + "…"),
    ],
)
def test_messages(call: str, message: str | None) -> None:
    found = read(f"async def f():\n    {call}\n")
    assert [one.message for one in found] == ([] if message is None else [message])


def test_a_lone_carriage_return_ends_a_line_for_python_alone() -> None:
    found = read("x = 1\ry = 2\n\x0cm.fail_json(msg='a')\ra.fail_json()\n")
    assert [(one.place.line, one.place.column) for one in found] == [(2, 2), (2, 23)]


def test_columns_are_characters() -> None:
    assert only("x = 'ü'; m.fail_json()\n").place.column == 10


def test_deep_nesting_is_no_crash() -> None:
    parts = " + ".join(["a"] * 900)
    assert only(f"m.fail_json(msg=x({parts}))\n").message
    assert only(f"if {parts}:\n    m.fail_json()\n").guard
    deep = "\n".join(" " * n + "if a:" for n in range(90)) + "\n" + " " * 90 + "m.fail_json()\n"
    assert only(deep).guard == "a and a"
    chain = "if a:\n    pass\n" + "elif b:\n    pass\n" * 500 + "else:\n    m.fail_json()\n"
    assert only(chain).guard == "not b and not b"


def test_what_cannot_be_written_is_shown_by_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(node: ast.AST) -> str:
        raise RecursionError

    monkeypatch.setattr("ddd.extractors.python_failures.ast.unparse", too_deep)
    found = only("if a:\n    m.fail_json(msg=b)\n")
    assert found.message == "m.fail_json(msg=b)"
    assert found.guard == "a condition above module.py:2, too deep to be shown"


_PIECES = st.sampled_from(
    [
        "if a:\n    fail_json(msg='x')\n",
        "else:\n    m.fail_json(msg=f'{a}')\n",
        "try:\n    fail_json()\nexcept A:\n    fail_json(msg='%s' % a)\n",
        "while a:\n    sys.exit('x')\n",
        "match a:\n    case {'b': c}:\n        raise SystemExit(c)\n",
        "def f():\n    m.fail_json(msg='{} {0} {b}'.format(*a))\n",
        "lambda: m.fail_json(msg='%(a)s %*d %%' % a)\n",
        "m.exit_json(failed=True)\n",
        "\r",
        "\x0c",
        "'\u2028ü'; ",
        "fail_json",
        "(",
        "\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(_PIECES, max_size=20).map("".join))
def test_any_text_gives_only_failures_with_real_lines(text: str) -> None:
    source = Source("a.py", text.encode("utf-8", "replace"))
    try:
        found = list(python_failures.extract(source))
    except Unreadable:
        return
    for one in found:
        assert isinstance(one, FailureMode)
        assert 1 <= one.place.line <= len(source.lines)
        assert one.place.column <= len(source.lines[one.place.line - 1]) + 1
