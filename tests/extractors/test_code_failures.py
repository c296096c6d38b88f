"""Failures of programs in other languages: messages and conditions of each, and that no text breaks the readers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.extractors.code_failures import programs
from ddd.model import FailureMode
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

REJECTED = "a promise is rejected"
READERS: dict[str, Extractor] = {
    "main.go": programs.go_failures,
    "Main.java": programs.java_failures,
    "main.js": programs.javascript_failures,
    "main.ts": programs.javascript_failures,
    "main.rb": programs.ruby_failures,
    "main.php": programs.php_failures,
}


def read(path: str, text: str) -> list[FailureMode]:
    found = list(READERS[path].extract(Source(path, text.encode("utf-8", "replace"))))
    assert all(isinstance(one, FailureMode) for one in found)
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("path", "text", "message", "guard"),
    [
        ("main.go", "if a || b {\nif c {\nlog.Fatalln(`raw`, d)\n}\n}", "raw {d}", "(a || b) and c"),
        ("main.go", 'if e := f(); e == nil {\nos.Exit(1)\n} else {\nlog.Fatal("no e")\n}', "", "e == nil"),
        ("main.go", 'if err != nil {\nlog.Fatal("no %s", err)\n}', "no {err}", "err != nil"),
        ("main.go", 'if err != nil {\nlog.Fatal("100% no")\n}', "100% no", "err != nil"),
        ("main.go", 'if a {\nlog.Fatal(ctx, "no")\n}', "no", "a"),
        ("main.go", 'if a {\npanic(errors.New("no b"))\n}', "no b", "a"),
        ("main.go", 'if true {\nlog.Fatal("no b")\n}', "no b", "whenever `main` is called"),
        ("main.go", 'if !(a) {\nlog.Fatal("no b")\n} ', "no b", "!(a)"),
        ("main.go", 'if !a {\nreturn\n}\nx := 1\nlog.Fatal("no b")', "no b", "a"),
        ("main.go", 'if a {\nb()\n}\nlog.Fatal("no b")', "no b", "whenever `main` is called"),
        ("main.go", 'if a {\nb()\n} else {\nreturn\n}\nlog.Fatal("no b")', "no b", "whenever `main` is called"),
        ("main.go", 'for {\nlog.Fatal("no b")\n}', "no b", "whenever `main` is called"),
        ("main.go", 'switch a.(type) {\ncase int:\nlog.Fatal("no b")\n}', "no b", "case int"),
        ("main.go", 'if (a) && (b) {\nlog.Fatal("no b")\n}', "no b", "(a) && (b)"),
        ("main.go", '// first\nfmt.Println("no b")\n// comment\nos.Exit(2)', "no b", "whenever `main` is called"),
        ("main.js", "if (a) { console.error('%s is no b', c); process.exit(1) }", "{c} is no b", "a"),
        ("main.js", 'if (a) { log.error("no \\"b\\"\\n" + (c + d)); process.exit(1) }', 'no "b" {c + d}', "a"),
        ("main.js", "if (a) { console.error(make(b)); process.exit(1) }", "{make(b)}", "a"),
        ("main.js", "if (a) { console.error('\\u001b[31mno b'); process.exit(1) }", "no b", "a"),
        (
            "main.js",
            "if (a) { console.error('no b'); } else if (!c) { process.exit(EXIT_BAD) } else process.exit(EXIT_LATE)",
            "",
            "not a and !c",
        ),
        ("main.js", "function f() { start().catch(() => process.exit(3)); }", None, None),
        ("main.js", "p.then(() => { if (a) process.exit(3); })", "", "a"),
        (
            "main.js",
            "let stop = () => { console.log('no b'); process.exit(3); }",
            "no b",
            "whenever `stop` is called",
        ),
        ("main.js", "f(() => { console.log('no b'); process.exit(3); })", "no b", "whenever the block is run"),
        ("main.js", "switch (a) { case 1: process.exit(3); default: process.exit(0); }", "", "case 1"),
        ("main.js", "switch (a) { default: process.exit(3); }", "", "no other case matches"),
        ("main.js", "x + process.exit(3)", None, None),
        (
            "main.js",
            f"a{'.b()' * 40}.catch(() => {{ console.log('no b'); process.exit(3) }})",
            "no b",
            "a promise is rejected",
        ),
        ("main.ts", "if (a) { help(); process.exit(3); }", None, None),
        ("main.rb", "def f\n  abort 'no b' if a == 1 || b\nend", "no b", "a == 1 || b"),
        ("main.rb", "task 'x' do\n  abort 'no b'\nend", "no b", "whenever `x` is called"),
        ("main.rb", "each do |x|\n  abort 'no b'\nend", "no b", "whenever the block is run"),
        ("main.rb", "def f\n  return if a\n  abort 'no b'\nend", "no b", "not a"),
        ("main.rb", "begin\n  a\nrescue\n  abort 'no b'\nend", "no b", "an exception is raised"),
        ("main.rb", "while a\n  abort 'no b'\nend", "no b", "a"),
        ("main.rb", "logger.error('no b')\nexit(-1)", "no b", "whenever the file is run"),
        ("main.rb", "abort 'Usage: main'", None, None),
        ("main.php", "<?php if ($a == 1) {} else { die('no b'); }", "no b", "$a != 1"),
        ("main.php", '<?php if ($a) { exit("no ${b}"); }', "no {b}", "$a"),
        ("main.php", "<?php if ($a) { exit(json($b)); }", None, None),
        ("Main.java", 'class A { static { if (a) { LOG.error("no b"); System.exit(1); } } }', "no b", "a"),
        ("Main.java", "class A { void f() { try { a(); } catch (B e) { System.exit(1); } } }", "", "B is raised"),
        ("Main.java", "class A { void f() { System.exit(1); System.exit(1); } }", None, None),
        ("Main.java", "class A { void f() { if (a) { int b; System.exit(1); } } }", "", "a"),
    ],
)
def test_messages_and_conditions(path: str, text: str, message: str | None, guard: str | None) -> None:
    if path == "main.go":
        text = f"package main\nfunc main() {{\n{text}\n}}\n"
    found = read(path, text)[:1]
    assert [(one.message, one.guard) for one in found] == ([] if message is None else [(message, guard)])


def test_what_is_said_twice_in_one_place_is_one_failure() -> None:
    assert len(read("main.js", "if (a) process.exit(1); if (a) process.exit(1);")) == 1


def test_many_are_bounded() -> None:
    text = "".join(f"if (a{n}) process.exit(1);\n" for n in range(500))
    assert len(read("main.js", text)) == 400


def test_deep_nesting_is_no_crash() -> None:
    assert len(read("main.js", "if (a) {\n" * 300 + "process.exit(1)" + "}\n" * 300)) == 1
    message = "+".join(["'a b'"] * 300)
    (found,) = read("main.js", f"if (a) {{ console.error({message}); process.exit(1) }}")
    assert len(found.message) <= 300


_PIECES = st.sampled_from(
    [
        "package main\nfunc f() {\n",
        "if a {\n",
        "if (a) {\n",
        "} else {\n",
        "}\n",
        'log.Fatalf("%s %d %[1]v", a)\n',
        "os.Exit(1)\n",
        "panic(`a\n`)\n",
        "System.exit(1);\n",
        "console.error(`a ${b} ${`c`}`);\nprocess.exit(1);\n",
        'abort "a #{b}" unless c\n',
        "exit 1\nend\n",
        '<?php fwrite(STDERR, "$a {$b}"); exit(1);\n',
        "die('a') or die(\"b\");\n",
        "ü\u2028",
        "\r",
        "\x00",
        "'",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(READERS)), st.text() | st.lists(_PIECES, max_size=20).map("".join))
def test_any_text_gives_only_failures_with_real_lines(path: str, text: str) -> None:
    source = Source(path, text.encode("utf-8", "replace"))
    try:
        found = list(READERS[path].extract(source))
    except Unreadable:
        return
    for one in found:
        assert isinstance(one, FailureMode)
        assert 1 <= one.place.line <= len(source.lines)
