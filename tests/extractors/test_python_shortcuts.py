"""What is looked at only after a quick look: the quick look loses nothing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ddd
from ddd.extractors.expiries import comments, removals
from ddd.extractors.python_code import thresholds
from ddd.extractors.python_code._failing import failing, may_fail
from ddd.extractors.python_code._flow import Place
from ddd.extractors.python_schedulers import task_failures
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source

FILES = [
    *Path(__file__).parents[1].joinpath("corpus").rglob("*.py"),
    *Path(ddd.__file__).parent.rglob("*.py"),
    *sorted(Path(ast.__file__).parent.glob("[a-f]*.py")),
]
ANYTHING = re.compile(b"")


def all_found(extractor: Extractor, texts: list[str]) -> list[list[str]]:
    found = [[repr(one) for one in extractor.extract(Source("celery/a.py", text.encode()))] for text in texts]
    assert any(found)
    return found


def python_files(*instead: tuple[str, str]) -> list[str]:
    texts = []
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        for before, after in instead:
            text = re.sub(before, after, text)
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        texts.append(text)
    return texts


def test_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = python_files(
        (r"\blen\((?=\w+\) [<>])", r"disk_free("), (r"(?m)^_([A-Z]{3,9}) = (?=\d)", r"DISK_WARN_\1 = ")
    )
    quick = all_found(thresholds.python_thresholds, texts)
    monkeypatch.setattr(thresholds, "_MAY_TELL", ANYTHING)
    monkeypatch.setattr(thresholds, "_NAMES", ("",))
    assert quick == all_found(thresholds.python_thresholds, texts)


def test_removals_come_in_the_order_of_the_whole_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = python_files(
        (r"\bmake=\w+", "removed=dict(removed_in_version='3')"), (r"\.append\(\"", '.deprecate("gone", "2.0", "')
    )
    texts.append("a = [dict(b=dict(c=dict(removed_in_version='1'))), dict(c=dict(removed_at_date='2030-01-01'))]\n" * 3)
    texts.append(
        "def f():\n    m.deprecate('later', version='2')\nx = {'deprecated_aliases': [{'name': 'a', 'version': '1'}]}\n"
    )
    quick = all_found(removals.ansible_plugin_removals, texts)
    monkeypatch.setattr(removals, "_TEXTS", ("",))
    assert quick == all_found(removals.ansible_plugin_removals, texts)


@given(
    st.lists(st.sampled_from(["# ", "until ", "REMOVE ", "20", "2031", "-01", "\n", "\u2028", "ſ", "x" * 700, "\xff"]))
)
def test_comments(pieces: list[str]) -> None:
    data = "".join(pieces).encode("latin-1", "replace")
    quick = comments._is_worth_reading(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comments, "MAY_END", ANYTHING)
        assert quick == comments._is_worth_reading(data)


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("a.py", "from celery import task\n@task(max_retries=3)\ndef a(): pass\n", 1),
        ("a.py", "from here import task\n@task(max_retries=3)\ndef a(): pass\n", 0),
        ("celery/a.py", "from . import task\n@task(max_retries=3)\ndef a(): pass\n", 1),
    ],
)
def test_task_systems_are_known_by_their_imports(path: str, text: str, count: int) -> None:
    assert len(list(task_failures.python_task_failures.extract(Source(path, text.encode())))) == count


def test_what_cannot_fail_is_told_by_its_words() -> None:
    """Of every statement of real code; `failing` alone decides."""
    seen = 0
    for text in python_files((r"\bappend\(", "exit_json("), (r"\bget\(", "exit_json(failed=True, a=")):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Expr | ast.Assign | ast.Return | ast.Raise) and not may_fail(ast.unparse(node)):
                seen += 1
                inside = (
                    one for one in ast.walk(node) if isinstance(one, ast.Call | ast.Raise | ast.Return | ast.Assign)
                )
                assert not any(failing(one, Place(body=(node,)), Source("a.py", b"")) for one in inside)
    assert seen
