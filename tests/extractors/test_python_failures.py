"""Python failures: counted against the syntax tree itself, and that no text breaks the reader."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ddd
from ddd.extractors.python_code._lines import Unclear
from ddd.extractors.python_code._names import module_name
from ddd.extractors.python_code.failures import python_failures
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
        ("not (a or b)", "not (a or b)", "a or b"),
        ("a == 1", "a == 1", "a != 1"),
        ("a is None", "a is None", "a is not None"),
        ("a not in b", "a not in b", "a in b"),
        ("a < 3", "a < 3", "a >= 3"),
        ("1 < a < 3", "1 < a < 3", "not (1 < a < 3)"),
        ("a or b", "a or b", "not (a or b)"),
        ("(a or b)(c) and (d or e)", "(a or b)(c) and (d or e)", "not ((a or b)(c) and (d or e))"),
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
        ("sys.exit(3)", ""),
        ("sys.exit(True)", ""),
        ("sys.exit(-2)", ""),
        ("sys.exit(os.EX_USAGE)", ""),
        ("sys.exit(EXIT_OK)", None),
        ("sys.exit(EXIT_ANSWERED)", None),
        ("print('said')\n    sys.exit(EXIT_ANSWERED)", "said"),
        ("sys.exit(FAILED)", ""),
        ("a(b)\n    raise", None),
        ("sys.exit(rc)", None),
        ("sys.exit(0)", None),
        ("sys.exit(message)", "{message}"),
        ("sys.exit(code=4)", ""),
        ("print('a', b)\n    sys.exit(3)", "a {b}"),
        ("logger.error('a %s', b)\n    sys.exit(3)", "a {b}"),
        ("log('hint')\n    log('no space left')\n    sys.exit(3)", "no space left"),
        ("puts(red('a'))\n    sys.exit(3)", "a"),
        ("parser.print_help()\n    sys.exit(3)", None),
        ("print(__doc__)\n    sys.exit(3)", None),
        ("print('Usage: x')\n    sys.exit(3)", None),
        ("console.print('[bold red]a[/bold red]')\n    sys.exit(3)", "a"),
        ("msg = f'no {a}'\n    sys.exit(msg)", "no {a}"),
        ("msg = 'a'\n    if b:\n        msg = 'b'\n    sys.exit(msg)", "{msg}"),
        ("msg: str = 'a'\n    c()\n    sys.exit(msg)", "a"),
        ("msg = 'a'\n    msg += 'b'\n    sys.exit(msg)", "{msg}"),
        ("sys.exit(0 if ok else 1)", ""),
        ("sys.exit(a if ok else 1)", None),
        ("os._exit(1)", ""),
        ("os.abort()", ""),
        ("parser.error('a')", "a"),
        ("logger.error('a')", None),
        ("ctx.fail('a')", "a"),
        ("raise click.ClickException('a')", "a"),
        ("raise click.UsageError(message='a')", "a"),
        ("raise CommandError()", None),
        ("raise typer.Exit(code=1)", ""),
        ("raise typer.Exit()", None),
        ("print('a')\n    raise typer.Abort()", "a"),
        ("raise click.Abort()", None),
        ("raise ValueError('a')", None),
        ("raise a.b().c('a')", None),
        ("die('a')", "a"),
        ("a()(b)", None),
        ("a[exit()]()", None),
        ("result['failed'] = x\n    exit()", None),
        ("log()\n    a.b\n    sys.exit(3)", ""),
        ("console.print(get_help())\n    show_usage(ctx)\n    sys.exit(3)", None),
        ("module.fail_json(**make(a))", "{make(a)}"),
        ("result = make()\n    module.fail_json(**result)", "{result}"),
        ("raise AnsibleError(_('a'), b)", "a"),
        ("module.fail_json(msg=1)", "1"),
        ("logger.error(f'{a}', b)\n    sys.exit(3)", "{a}"),
        ("abort(404)", None),
        ("raise AnsibleActionFail('a')", "a"),
        ("raise AnsibleActionSkip('a')", None),
        ("module.fail('a')", "a"),
        ("module.fail_json_aws(e, msg='a')", "a"),
        ("module.fail_json_aws(e, 'a')", "a"),
        ("return {'failed': True, 'msg': 'a'}", "a"),
        ("return {'failed': True}", None),
        ("return dict(failed=True, msg='a')", "a"),
        ("return dict(failed=True)", None),
        ("result['failed'] = True\n    result['msg'] = 'a'", "a"),
        ("result['failed'] = True", None),
        ("result['failed'] = False\n    result['msg'] = 'a'", None),
        ("result = dict(msg='a')\n    module.fail_json(**result)", "a"),
        ("result = {'msg': 'a'}\n    module.fail_json(**result)", "a"),
        ("module.fail_json(**{'msg': 'a'})", "a"),
        ("module.fail_json(**result)", "{result}"),
        ("result = dict(msg='')\n    module.fail_json(**result)", "{result}"),
        ("module.fail_json(changed=False, data='a')", "a"),
        ("module.fail_json(result=load(a))", "{load(a)}"),
        ("module.fail_json(msg=', '.join(['a', b]))", "a, {b}"),
        ("module.fail_json(msg=' a '.strip())", "a"),
        ("module.fail_json(msg='%(a)s' % dict(a=b))", "{b}"),
        ("sys.exit(await f())", None),
        ("sys.exit(1, 2)", None),
        ("os.exit(1)", None),
        ("exit(1)", ""),
        ("raise SystemExit(2) from None", ""),
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
    found = read(f"async def f():\n  if x:\n    {call}\n")
    assert [one.message for one in found] == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("body", "guard"),
    [
        ("fail_json()", "whenever `f` is called"),
        ("if ok:\n        return\n    fail_json()", "not ok"),
        ("if ok:\n        return\n    a = 1\n    fail_json()", "not ok"),
        ("if ok:\n        b()\n    fail_json()", "whenever `f` is called"),
        ("if ok:\n        return\n    if bad:\n        fail_json()", "bad"),
        ("if ok:\n        m.exit_json()\n    fail_json()", "not ok"),
        ("try:\n        return g()\n    except A:\n        pass\n    fail_json()", "A is raised by g()"),
        ("try:\n        return g()\n    except A:\n        raise\n    fail_json()", "whenever `f` is called"),
        ("try:\n        g()\n    except (A, B):\n        fail_json()", "A or B is raised by g()"),
        ("try:\n        a = 1; b = 2\n    except A:\n        fail_json()", "A is raised"),
        ("try:\n        import x\n    except:\n        fail_json()", "any exception is raised by import x"),
        ("try:\n        with x as y:\n            y()\n    except A:\n        fail_json()", "A is raised by x"),
        ("for a in b:\n        if a:\n            return\n    fail_json()", "no break or return in: for a in b"),
        ("for a in b:\n        fail_json()", "for a in b"),
        ("for a in b:\n        if a:\n            fail_json()", "a"),
        ("while True:\n        if a:\n            return\n    fail_json()", "the loop ends without a return"),
        ("while True:\n        fail_json()", "whenever `f` is called"),
        ("a or fail_json()", "not a"),
        ("a and fail_json()", "a"),
        ("if a:\n        sys.exit(0 if ok else 'x' and 1)\n    sys.exit(0 if ok else 1)", "not a and not ok"),
        ("if a:\n        sys.exit(0 if ok else 1)", "a and not ok"),
    ],
)
def test_what_leads_there(body: str, guard: str) -> None:
    assert only(f"def f(ok):\n    {body}\n").guard == guard


def test_what_is_run_as_a_program_is_no_condition() -> None:
    text = "def die(what):\n    print(what)\n    sys.exit(1)\nif __name__ == '__main__':\n    sys.exit('no space')\n"
    found = only(text + "die(3)\n")
    assert (found.guard, found.function, found.outcome) == ("whenever the file is run", "", "exits with status 1")


def test_callers_of_a_function_that_exits_say_what_fails() -> None:
    text = "def stop(what, code=1):\n    print('E: ' + what)\n    sys.exit(code if code else 2)\n"
    assert read(text) == []
    text = "def stop(what):\n    print('E: ' + what)\n    sys.exit(2)\n\nif full:\n    stop('no space')\nstop(full)\n"
    assert [(one.message, one.guard) for one in read(text)] == [("no space", "full")]
    text = "def stop(what):\n    if not what:\n        return\n    sys.exit('E: ' + what)\nstop('a')\n"
    assert [one.guard for one in read(text)] == ["what"]


def test_functions_are_named_with_what_they_stand_in() -> None:
    text = "class A:\n    x = 1\n    def f(self):\n        def g():\n            fail_json(msg='a')\n        g()\n"
    assert only(text).function == "A.f.g"


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("lib/ansible/modules/copy.py", "ansible.builtin.copy"),
        ("lib/ansible/plugins/action/copy.py", "ansible.builtin.copy"),
        ("lib/ansible/module_utils/basic.py", "ansible.module_utils.basic"),
        ("ansible_collections/acme/sea/plugins/modules/port/harbour.py", "acme.sea.harbour"),
        (
            "ansible_collections/acme/sea/plugins/module_utils/p.py",
            "ansible_collections.acme.sea.plugins.module_utils.p",
        ),
        ("plugins/modules/harbour.py", "harbour"),
        ("plugins/module_utils/port.py", "plugins.module_utils.port"),
        ("roles/sea/library/harbour.py", "harbour"),
        ("src/acme/backup.py", "acme.backup"),
        ("src/acme/__init__.py", "acme"),
        ("__init__.py", "__init__"),
        ("my-role/acme/backup.py", "acme.backup"),
        ("tools/back-up.py", "back-up"),
        ("bin/backup", "backup"),
    ],
)
def test_modules_are_named_as_their_users_call_them(path: str, module: str) -> None:
    assert module_name(path) == module


_ODD = """
import sys
TEXT = '''
def example():
    module.fail_json(msg="in a text")
'''
LONG = (
"brackets at the margin " +
"fail_json"
)
if TEXT:
    sys.exit("at the top")
elif LONG:
    sys.exit("below it")
print("said before")
sys.exit(3)
@decorated
@twice(
    "fail_json"
)
class A:
    '''fail_json

def no(): fail_json()
    '''
    attribute = fail_json(msg="in the class")
    def plain(self):
        text = r'''
    def no():
        fail_json()
'''
        self.fail_json(msg=text)
    @property
    # a comment
    def decorated(self):
        if self:
            self.fail_json(msg="decorated")
class B(A):
    def one(self): fail_json(msg="one")
    if A:
        def two(self):
            fail_json(msg="two")
    else:
        def three(self):
            fail_json(msg="three")
    async def four(self):
        fail_json(msg="four")
class C: fail_json(msg="short")
async def later():
    for a in b:
        fail_json(msg="later")
"""


def _nothing_is_clear(*_: object) -> None:
    raise Unclear


def test_cutting_functions_out_finds_what_the_whole_file_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ddd.extractors.python_code.failures.chunks", _nothing_is_clear)
    padded = _ODD + "\n\ndef nothing():\n" + "    pass\n" * 2000
    files = [*CORPUS.rglob("*.py"), *Path(ddd.__file__).parent.rglob("*.py")]
    for text in (padded, padded.replace("class B", "class Ü"), *(one.read_text(encoding="utf-8") for one in files)):
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        monkeypatch.setattr("ddd.extractors.python_code._blocks._MOST", 0.999)
        in_parts = read(text)
        monkeypatch.setattr("ddd.extractors.python_code._blocks._MOST", -1)
        assert in_parts == read(text)


def test_what_is_no_python_elsewhere_does_not_matter() -> None:
    text = "def f():\n    sys.exit('no space')\n\ndef old():\n    print 'b'\n" + "    c\n" * 50
    assert only(text).message == "no space"
    source = Source("a.py", (text + "\ndef g():\n    print 'b'\n    sys.exit('c')\n").encode())
    found = python_failures.extract(source)
    assert isinstance(next(found), FailureMode)
    with pytest.raises(Unreadable):
        next(found)


def test_scripts_without_suffix_say_python_in_their_first_line() -> None:
    text = b"sys.exit('no space')\n"
    assert list(python_failures.extract(Source("bin/tool", b"#!/usr/bin/env python3\n" + text)))
    assert not list(python_failures.extract(Source("bin/tool", b"#!/bin/sh\n" + text)))
    assert not list(python_failures.extract(Source("tool.py.j2", text)))


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
    assert only(deep).guard == "a"
    chain = "if a:\n    pass\n" + "elif b:\n    pass\n" * 500 + "else:\n    m.fail_json()\n"
    assert only(chain).guard == "not b"


def test_what_cannot_be_written_is_shown_by_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(node: ast.AST) -> str:
        raise RecursionError

    monkeypatch.setattr("ddd.extractors.python_code._words.ast.unparse", too_deep)
    found = only("if a[1:]:\n    m.fail_json(msg=b[1:])\n")
    assert found.message == "m.fail_json(msg=b[1:])"
    assert found.guard == "a condition too deep to be shown"


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
