"""Python failures: what is cut down to the lines that matter says what the whole file says."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ddd
from ddd.extractors.python_code import failures
from ddd.extractors.python_code._blocks import Part
from ddd.extractors.python_code._cuts import Chunk, cut
from ddd.extractors.python_code._lines import Lines, Unclear
from ddd.extractors.python_code._words import written
from ddd.extractors.python_code.failures import python_failures
from ddd.model import Fact, FailureMode
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from tests.patience import no_hang

LIBRARY = sorted(Path(ast.__file__).parent.glob("[a-f]*.py"))
FAILS_INSTEAD = (
    (re.compile(r"\bappend\("), "fail_json("),
    (re.compile(r"\braise \w+\("), "raise SystemExit("),
    (re.compile(r"\bisinstance\("), "self.module.fail_json("),
    (re.compile(r"(?<!def )(?<!\.)\b(?:print|len)\("), "sys.exit("),
    (re.compile(r"(?<!def )\bget\("), "die("),
    (re.compile(r"\breturn self\."), "return exit."),
    (re.compile(r"(?<!def )\bjoin\("), "fail_json(**"),
)
"""Makes code of any shape fail everywhere."""


def read(text: str) -> list[Fact]:
    found = list(python_failures.extract(Source("module.py", text.encode("utf-8", "replace"))))
    assert all(isinstance(one, Fact) for one in found)
    return found  # type: ignore[return-value]


def nothing_is_clear(*_: object) -> NoReturn:
    raise Unclear


def read_whole(text: str) -> list[Fact]:
    """Read as if nothing could be cut out: all of the file is parsed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(failures, "chunks", nothing_is_clear)
        patch.setattr("ddd.extractors.python_code._blocks._MOST", -1)
        return read(text)


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


@pytest.mark.slow
def test_real_code_that_fails_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [*Path(ddd.__file__).parent.rglob("*.py"), *LIBRARY]
    cuts = 0

    def counted(lines: Lines, chunk: Chunk) -> Part:
        nonlocal cuts
        cuts += 1
        return cut(lines, chunk)

    monkeypatch.setattr(failures, "cut", counted)
    for file in files:
        text = file.read_text(encoding="utf-8")
        for pattern, other in FAILS_INSTEAD:
            changed = pattern.sub(other, text)
            text = changed if is_python(changed) else text
        assert read(text) == read_whole(text), file
    assert cuts > len(files)


LINES = st.sampled_from(
    [
        "x = 1",
        "msg = 'a'",
        "msg = f(",
        "msg: str = 'b'",
        "result = dict(msg='c')",
        "result['msg'] = 'd'",
        "print('e')",
        "log.error('f %s', x)",
        "return",
        "return x",
        "raise A",
        "fail_json(msg='g')",
        "module.fail_json(msg=msg)",
        "self.module.fail_json(**result)",
        "fail_json(\nmsg='h',\n)",
        'x = [\nfail_json("i"),\n"""\nif x:\n""", fail_json()]',
        "exit_json(changed=True)",
        "exit_json(failed=True, msg='j')",
        "sys.exit(1)",
        "sys.exit(msg)",
        "raise SystemExit(f'{a}')",
        "raise SystemExit(msg) if a else b",
        "return {'failed': True, 'msg': msg}",
        "print_usage()",
        "a = lambda p: fail_json(msg=p)",
        "x = a and fail_json(msg='k') or b",
        "# fail_json(",
        '"""fail_json("""',
        "x = a + \\\n  fail_json()",
        "if a: fail_json(msg='l')",
        "import sys; sys.exit('m')",
        "def msg(): sys.exit('n')",
        "@fail_json()\ndef o(): pass",
        "p('q')",
    ]
)
HEADS = st.sampled_from(
    [
        ["if a:"],
        ["if a:", "else:"],
        ["if (a and\nb):", "elif fail_json():", "else:  # or"],
        ["for a in b:"],
        ["for a in b:", "else:"],
        ["while True:"],
        ["while a:", "else:"],
        ["try:", "except A as e:"],
        ["try:", "except (A, B):", "except C:", "else:", "finally:"],
        ["try:", "finally:"],
        ["with a as b:"],
        ["async with a:"],
        ["def p(msg, result):"],
        ["async def q(\nself,\n):"],
        ["class R(A):"],
        ["match a:\n case 1:"],
        ["x = [\nif_a,\n]\nif x:"],
    ]
)


def nested(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    def together(heads: list[str], bodies: list[list[list[str]]]) -> list[str]:
        lines: list[str] = []
        for head, body in zip(heads, bodies, strict=False):
            lines += [head, *("\n".join("  " + line for line in one.split("\n")) for many in body for one in many)]
        return lines

    bodies = st.lists(st.lists(inner, min_size=1, max_size=4), min_size=5, max_size=5)
    return st.builds(together, HEADS, bodies)


CODE = st.recursive(LINES.map(lambda line: [line]), nested, max_leaves=40)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CODE, min_size=1, max_size=4))
def test_any_nesting(code: list[list[str]]) -> None:
    inside = "\n".join("  " + line for many in code for one in many for line in one.split("\n"))
    text = f"def outermost(msg):\n{inside}\n"
    text = text if is_python(text) else text.replace("msg = f(", "msg = f()").replace("match a:\n", "")
    if is_python(text):
        assert read(text) == read_whole(text)


FAR = "    c = 2\n" * 9


@pytest.mark.parametrize(
    ("code", "told"),
    [
        # a return far above: the function does not always fail with what it is given
        (
            f"def f(msg):\n    if a:\n        return 1\n{FAR}    fail_json(msg=str(msg))\ndef g():\n    f('hello')\n",
            [("{msg}", "whenever `f` is called")],
        ),
        (
            f"def f(msg):\n{FAR}    fail_json(msg=str(msg))\ndef g():\n    f('hello')\n",
            [("{msg}", "whenever `f` is called"), ("hello", "whenever `g` is called")],
        ),
        # what the result holds is said after a block of which only a part is kept
        (
            "def f():\n    fail_json(**r)\n    if a:\n        fail_json(msg='b')\n    r = dict(msg='c')\n",
            [("c", "whenever `f` is called"), ("b", "a")],
        ),
        # the header of a function goes on as little indented as it begins
        (
            "def f():\n  async def g(\n  self,\n  ):\n    if a:\n      fail_json(\n      msg='b')\n",
            [("b", "a")],
        ),
        (
            "def f():\n  async def g(\n self,\n ):\n    if a:\n      fail_json(msg='b')\n",
            [("b", "a")],
        ),
        (
            "def f():\n  while (b and\n c):\n    x = [\n fail_json(msg='d')]\n",
            [("d", "b and c")],
        ),
        # so does a bracket that looks like the end of a block
        ("def f():\n    if a:\n        b(\n    c,\n    )\n        fail_json(msg='d')\n", [("d", "a")]),
        # of several statements it is not told what was tried, of one it is
        (
            "def f():\n    try:\n        a()\n        b()\n    except C:\n        fail_json(msg='d')\n",
            [("d", "C is raised")],
        ),
        (
            "def f():\n    try:\n        with a():\n            fail_json(msg='b')\n"
            "            c()\n    except C:\n        fail_json(msg='d')\n",
            [("b", "whenever `f` is called"), ("d", "C is raised by a()")],
        ),
    ],
)
def test_what_depends_on_lines_that_may_be_cut_out(code: str, told: list[tuple[str, str]]) -> None:
    found = [one for one in read(code) if isinstance(one, FailureMode)]
    assert [(one.message, one.guard) for one in found] == told
    assert found == read_whole(code)


def test_the_fewest_lines_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """\
class A:
    def one(self):
        x = 1
        if x:
            y = 2
        if (y and
                x):
            self.module.fail_json(msg="two")
        return x

    def other(self):
        try:
            a()
            b()
        except (A,
                B):
            self.module.fail_json(msg="three")
        else:
            c()
"""
    parsed: list[str] = []

    def noted(lines: Lines, chunk: Chunk) -> Part:
        part = cut(lines, chunk)
        parsed.append(ast.unparse(part.tree))
        return part

    monkeypatch.setattr(failures, "cut", noted)
    assert [(one.place.line, one.place.column) for one in read(text)] == [(8, 13), (17, 13)]
    one = (
        "class A:\n\n    def one(self):\n        _\n        if y and x:\n"
        "            self.module.fail_json(msg='two')\n        _"
    )
    other = (
        "class A:\n\n    def other(self):\n        try:\n            _\n            _\n        except (A, B):\n"
        "            self.module.fail_json(msg='three')"
    )
    assert [re.sub(r"\n        _$", "", text) for text in parsed] == [re.sub(r"\n        _$", "", one), other]


@pytest.mark.parametrize("line", ["    print 'b'", "\tb", "{% if b %}"])
def test_what_does_not_parse_is_told_although_it_is_cut_out(line: str) -> None:
    with pytest.raises(Unreadable):
        read(f"def f():\n    if a:\n        sys.exit('no space')\n{line}\n")


@pytest.mark.parametrize(
    ("block", "each"),
    [
        ("    fail_json(msg='x')\n", 1),
        ("    if a:\n        fail_json(msg=msg)\n", 1),
        ("    # fail_json(\n    a\n", 0),
        ("    try:\n        a()\n    except A:\n        fail_json()\n", 1),
        ("    x = '''\n  fail_json\n'''\n", 0),
        ("    if a:\n        pass\n" + "    elif b:\n        fail_json()\n" * 5, 5),
        ("    x = [\n" + "        fail_json(),\n" * 9 + "    ]\n", 9),
    ],
)
def test_many_lines_take_no_more_than_their_time(block: str, each: int) -> None:
    with no_hang():
        assert len(read("def f():\n" + block * 3_000)) == 3_000 * each


def test_expressions_are_written_as_the_standard_library_writes_them() -> None:
    for file in LIBRARY:
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.expr):
                assert written(node) == ast.unparse(node)
