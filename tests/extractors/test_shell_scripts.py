"""Shell scripts: boundaries that the corpus does not reach, and that no text breaks the reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.extractors.shell._comments import command_in
from ddd.extractors.shell._script import Script, is_shell, one_line, unquoted
from ddd.extractors.shell._words import negated, spoken, verifies
from ddd.extractors.shell.scripts import shell_scripts
from ddd.model import Check, Contact, Fact, FailureMode, Problem, Procedure, Rollback
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable


def read(text: str, path: str = "bin/job.sh") -> list[Fact | Problem]:
    return list(shell_scripts.extract(Source(path, text.encode())))


def one(kind: type, text: str):
    found = [fact for fact in read(text) if isinstance(fact, kind)]
    assert len(found) == 1, found
    return found[0]


def steps(text: str) -> list[str]:
    return [step.command for fact in read(text) if isinstance(fact, Procedure) for step in fact.steps]


def failures(text: str) -> list[tuple[str, str, str]]:
    return [(fact.name, fact.message, fact.guard) for fact in read(text) if isinstance(fact, FailureMode)]


def conditions(text: str) -> list[str]:
    return [fact.condition for fact in read(text) if isinstance(fact, Check)]


# --- which files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("job", "#!/bin/sh\n", True),
        ("job", "#! /usr/bin/env -S bash -e\n", True),
        ("job", "#!/bin/dash", True),
        ("job", "#!/usr/bin/ksh93\n", False),
        ("job", "#!/bin/ksh\n", True),
        ("job", "#!/usr/bin/python3\n", False),
        ("job", "#!/bin/shred\n", False),
        ("job", "true\n", False),
        ("job.sh", "true\n", True),
        ("job.bash", "\ufefftrue\n", True),
        ("job.sh", "#!/usr/bin/zsh\n", False),
        ("job.sh", " \n", False),
        ("job.j2", "{# a\nb #}\n#!/bin/sh\n", True),
        ("job.j2", "#jinja2: trim_blocks: True\n{% set x = 1 %}\n#!/bin/sh\n", True),
        ("job.j2", "# {{ ansible_managed }}\n#!/bin/sh\n", True),
        ("job.j2", "a text\n#!/bin/sh\n", False),
        ("job", "{# no template #}\n#!/bin/sh\n", False),
    ],
)
def test_the_first_line_decides(path: str, text: str, expected: bool) -> None:
    assert is_shell(Source(path, text.encode())) is expected


def test_a_large_file_is_not_read() -> None:
    with pytest.raises(Unreadable, match="more than 1000000 characters"):
        read("#!/bin/sh\n" + "#" * 1_000_000)


def test_text_made_to_confuse_the_parser_costs_no_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ddd.scan.syntax.MAX_SECONDS", 0.05)
    with pytest.raises(Unreadable, match="not understood as bash within"):
        read("#!/bin/sh\n" + "<" * 20_000)
    assert steps("cp a b\n") == ["cp a b"]


# --- steps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "x=1",
        "x=$(date +%F)",
        "x=$(dpkg --print-architecture)",
        "x=$(find_it)",
        "export A=b C=$(hostname)",
        "set -x",
        "cd /srv",
        ". /etc/job.conf",
        "umask 027",
        "exec >/var/log/job.log 2>&1",
        "echo done",
        "echo done >&2",
        'echo done >> "$LOGFILE"',
        'echo done | tee -a "$LOG"',
        "printf 'a\\n' &> /dev/null",
        "true",
        "OUT=/srv/x-`date +%F`",
        "[ -f /etc/job.conf ] && . /etc/job.conf",
        "[ -d /srv ] || continue",
        "say_it now",
        "while read -r a; do echo $a; done < /etc/list",
        "{ echo a; } >&2",
        "",
    ],
)
def test_no_step(line: str) -> None:
    prelude = 'find_it() { echo x; }\nsay_it() { logger -t job "$1"; }\n'
    assert steps(f"{prelude}{line}\ncp a b\n") == ["cp a b"]


@pytest.mark.parametrize(
    "line",
    [
        "echo done > /srv/flag",
        "echo done | tee /srv/flag",
        "echo done | mail ops",
        "x=$(pg_dump tracking)",
        "exec /usr/bin/job --now",
        "$command now",
        "rm -f a || true",
        "[ -f a ] && rm a",
        "> /srv/empty",
        "sudo -u pg FOO=1 nice -n 5 vacuumdb -a",
        "a | b",
        "! a",
        "cp a b &> /srv/out",
        "`job`",
    ],
)
def test_a_step_as_it_stands(line: str) -> None:
    assert steps(line + "\n") == [line]


def test_text_comes_from_the_comment_above_and_from_the_same_line() -> None:
    found = one(
        Procedure,
        "#!/bin/sh\n\nset -e\n# Above.\n# shellcheck disable=SC2086\nx=1\ncp a b\n"
        "cp b c  # beside\ncp c d  # shellcheck x\n"
        "# Apart.\n\ncp d e\n# if [ -e x ]; then\n# rm -f /srv/x\n# Real words.\n# TODO: mend\ncp e f\n",
    )
    assert [step.text for step in found.steps] == ["Above.", "beside", "", "", "Real words."]


def test_errexit_is_in_force_from_its_line_on() -> None:
    for on in ("set -e", "set -euo pipefail", "set -o errexit", "set -u -o errexit"):
        found = one(Procedure, f"cp a b\n{on}\ncp b c\ncp c d || true\nset +e\ncp d e\n")
        assert [bool(step.expected) for step in found.steps] == [False, True, False, False]
    found = one(Procedure, "#!/bin/bash -eu\ncp a b\nset -o pipefail\ncp b c\n")
    assert all(step.expected for step in found.steps)


def test_a_long_text_is_shortened() -> None:
    lines = "".join(f"{n}\n" for n in range(20))
    assert steps(f"psql -c '\n{lines}'\n") == ["psql -c '\n" + "".join(f"{n}\n" for n in range(13)) + "…"]
    long_loop = "while true; do\n" + "".join(f"    cp {n} x\n" for n in range(19)) + "done\n"
    shown = "".join(f"    cp {n} x\n" for n in range(13))
    assert steps(long_loop) == [f"while true; do\n{shown}    …\ndone"]
    assert one_line("a" * 400) == "a" * 299 + "…"


def test_what_fits_is_shown_as_it_stands() -> None:
    guarded = "while true; do\n    cp a b || {\n        echo no\n        exit 1\n    }\n    x=1\ndone"
    assert steps(guarded + "\n") == [guarded]


def test_a_long_condition_without_work_shows_its_beginning() -> None:
    text = "if job_a \\\n  && job_b \\\n  && job_c \\\n  && job_d \\\n  && job_e; then\n  x=1\nfi\n"
    assert len(steps(text)) == 1


def test_a_longer_group_is_read_as_what_stands_in_it() -> None:
    body = "".join(f"cp {n} x\n" for n in range(12))
    assert len(steps("{\n" + body + "} > /srv/out\n")) == 12
    assert len(steps("{\ncp a b\ncp b c\n} >> /srv/out\n")) == 2
    assert len(steps("(\ncp a b\n)\n")) == 1


def test_nesting_ends_somewhere() -> None:
    assert steps("cp a b\n" + "{ " * 60 + "cp c d; " + "}; " * 60 + "\n") == ["cp a b"]
    assert read("#!/bin/sh\n" + "a && " * 2_000 + "b\n")


def test_a_function_that_calls_itself() -> None:
    assert steps("f() { cp a b; g; }\ng() { f; cp b c; }\nf\n") == ["cp a b", "cp b c"]


def test_functions_in_conditions_and_substitutions() -> None:
    text = "work() {\n    cp a b || exit 4\n}\nif ! work; then\n    echo no >&2\n    exit 5\nfi\n"
    assert failures(text) == [("exit 4", "", "not (cp a b)"), ("exit 5", "no", "! work")]
    assert steps(text) == ["cp a b"]
    assert failures("work() { cp a b || exit 4; }\nx=$(work)\n") == [("exit 4", "", "not (cp a b)")]
    assert steps("f() { cp a b; }\nf && true\nf | tee -a log\n") == ["cp a b"]


# --- checks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("grep -q a b || exit 1", ["grep -q a b"]),
        ("! grep -q a b || exit 1", ["! grep -q a b"]),
        ("if grep -q a b; then exit 1; fi", ["! grep -q a b"]),
        ("[ -z $a ] && exit 1", ["[ -n $a ]"]),
        ("[ -f a ] && [ -f b ] || exit 1", ["[ -f a ] && [ -f b ]"]),
        ("if [ -f a ] && [ -f b ]; then exit 1; fi", ["not ([ -f a ] && [ -f b ])"]),
        ("(( count > 3 )) || exit 1", ["(( count > 3 ))"]),
        ("a | grep -q b || exit 1", ["a | grep -q b"]),
        ("test -s a || return 1", ["test -s a"]),
        ("if [ -f a ]; then exit 0; fi", []),
        ("if [ -f a ]; then cp a b; fi", []),
        ("test -s a || exit 0", []),
        ("test -s a || cp b a", []),
        ("cp a b || exit 1", []),
        ("if [ -f a ]; then exit; fi", []),
        ("case $a in b) exit 3 ;; esac", ["$a does not match b"]),
        ("case $a in b) exit $rc ;; esac", []),
        ("case $a in *) exit 3 ;; esac", ["$a matches "]),
        ("/usr/lib/check-disk.sh -w 5 || exit 1", ["/usr/lib/check-disk.sh -w 5"]),
    ],
)
def test_conditions(line: str, expected: list[str]) -> None:
    assert conditions(line + "\n") == [condition for condition in expected if condition != "$a matches "]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("tar -tf a.tar", True),
        ("tar tzf a.tar", True),
        ("tar --zstd -tf a.tar", True),
        ("tar -cf a.tar b", False),
        ("gzip -t a.gz", True),
        ("gzip a", False),
        ("curl -fsS http://a", True),
        ("curl -fsS -o /dev/null http://a", True),
        ("curl -fsS -o a http://a", False),
        ("curl -s http://a", False),
        ("sudo nginx -t", True),
        ("timeout 5 pg_isready", True),
        ("command -v jq", True),
        ("systemctl is-active x", True),
        ("systemctl restart x", False),
        ("openssl x509 -checkend 86400 -in a", True),
        ("rsync -an a b", True),
        ("rsync -a b c", False),
        ("check_backup", True),
        ("checkout", False),
        ("", False),
    ],
)
def test_verifying_commands(command: str, expected: bool) -> None:
    assert verifies(tuple(command.split())) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("[ -f a ]", "[ ! -f a ]"),
        ("[ ! -f a ]", "[ -f a ]"),
        ('[ -z "$a b" ]', '[ -n "$a b" ]'),
        ("[[ $a -lt 3 ]]", "[[ $a -ge 3 ]]"),
        ("[ $a -ge 3 ]", "[ $a -lt 3 ]"),
        ("[ $a == b ]", "[ $a != b ]"),
        ("[ $a != b ]", "[ $a = b ]"),
        ("test $a = b", "test $a != b"),
        ("[ -f a -a -f b ]", "not ([ -f a -a -f b ])"),
        ("[[ $a =~ b ]]", "not ([[ $a =~ b ]])"),
        ("! cmp a b", "cmp a b"),
        ("cmp a b", "! cmp a b"),
    ],
)
def test_opposites(condition: str, expected: str) -> None:
    assert negated(condition) == expected


# --- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("echo", "-e", "a\\nb"), "a b"),
        (("printf", "%s: %d%%\\n", "a", "3"), "a: 3%"),
        (("printf", "--", "%s %s", "a"), "a %s"),
        (("printf",), ""),
        (("logger", "-t", "job", "-p", "user.err", "no"), "no"),
        (("echo",), ""),
    ],
)
def test_spoken(words: tuple[str, ...], expected: str) -> None:
    assert spoken(words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exit 1", []),
        ("exit", []),
        ("exit 0", []),
        ("exit $rc", []),
        ('echo no\nexit "${rc}"', [("exit ${rc}", "no", "${rc} is not 0")]),
        ("cd /srv || exit", [("exit", "", "not (cd /srv)")]),
        ("cp a b || die", [("die", "", "not (cp a b)")]),
        ("cp a b || die 'no a'", [("die", "no a", "not (cp a b)")]),
        ("die() { exit ${2:-7}; }\ncp a b || die 'no a'", [("exit 7", "no a", "not (cp a b)")]),
        ("die() { exit $code; }\ncp a b || die 'no a'", [("die", "no a", "not (cp a b)")]),
        ("die() { echo lost; exit 3; }\ndie", [("exit 3", "lost", "")]),
        ("die() { true; }\ncp a b || die 'no a'", []),
        ("if a; then :; else exit 2; fi", [("exit 2", "", "not (a)")]),
        ("f() { return 1; }\nf", []),
        ("trap 'exit 1' INT", []),
        ("trap 'echo \"broke\"; rm x' ERR", [("trap ERR", "broke", "any command fails")]),
        ("trap '' ERR", []),
        ("trap -p", []),
        ("echo a\ncp a b\nexit 3", []),
        ("if a; then\n echo 1\n cp a b\n echo 2\n exit 3\nfi", [("exit 3", "2", "a")]),
        ("if a; then\n echo\n exit 3\nfi", [("exit 3", "", "a")]),
        ("a && { echo b; }", []),
        ("cp a b || { rm b; echo gone; }", []),
        ("errors=0\ngrep -q a b || errors=$((errors + 1))\n[ $errors -eq 0 ] || exit 9", None),
        ("cp a b\nrc=$?\nexit $rc", []),
        ("failed=1\nexit $failed", [("exit $failed", "", "$failed is not 0")]),
        ("usage() { exit 1; }\n[ -f a ] || usage", []),
        ("if [ -f a ]; then\n  usage\n  exit 1\nfi", []),
        ("for a in b; do case $1 in -x) exit 3 ;; esac; done", []),
    ],
)
def test_failures(text: str, expected: list[tuple[str, str, str]] | None) -> None:
    if expected is None:
        guards = ["not (grep -q a b)", "not ([ $errors -eq 0 ])"]
        expected = [("errors=$((errors + 1))", "", guards[0]), ("exit 9", "", guards[1])]
    assert failures(text + "\n") == expected


# --- comments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("# Prune old dumps.\n", "Prune old dumps."),
        ("#\n# ==== Prune old dumps ====\n#\n", "Prune old dumps"),
        ("# Purpose: prune old dumps\n", "prune old dumps"),
        ("# prune.sh: prune old dumps\n", "prune old dumps"),
        ("# Copyright 2024 A\n# all of it\n\n# Prune old dumps.\n", "Prune old dumps."),
        ("# Prune old dumps\n# Started by cron\n", "Prune old dumps"),
        ("# Prune old dumps. Called so:\n#    prune.sh 5\n", "Prune old dumps."),
        ("# " + "Prune the dumps of all databases. " * 20 + "\n", "Prune the dumps of all databases."),
        ("# " + "prune " * 100 + "\n", ("prune " * 100)[:299] + "…"),
        ("# prune\n", None),
        ("# Usage: prune.sh\n", None),
        ("# cp -a a b\n", None),
        ("", None),
    ],
)
def test_purpose(header: str, expected: str | None) -> None:
    found = one(Procedure, f"#!/bin/sh\n{header}set -e\ncp a b\n")
    assert (found.purpose.text if found.purpose else None) == expected


def test_a_comment_right_above_the_first_step_is_that_steps_own() -> None:
    found = one(Procedure, "#!/bin/sh\n\n# Copy it.\n# Both of it.\ncp a b\n")
    assert (found.purpose, found.steps[0].text) == (None, "Copy it. Both of it.")
    found = one(Procedure, "#!/bin/sh\n# Keep a copy.\ncp a b\n")
    assert found.purpose and (found.purpose.text, found.steps[0].text) == ("Keep a copy.", "")


def test_notes_stand_anywhere_and_end_where_the_next_begins() -> None:
    comments = ("On failure: call", "somebody who knows", "Owner: @ops", "more about it", "Contact: ada")
    text = "#!/bin/sh\ncp a b\n" + "".join(f"# {line}\n" for line in comments) + "cp b c\n"
    found = read(text)
    procedure = next(fact for fact in found if isinstance(fact, Procedure))
    assert procedure.on_failure and procedure.on_failure.text == "call somebody who knows"
    assert [(fact.name, fact.role) for fact in found if isinstance(fact, Contact)] == [
        ("@ops", "owner"),
        ("ada", "owner"),
    ]
    assert procedure.steps[1].text == "more about it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cp -a /srv/old /srv/new", "cp -a /srv/old /srv/new"),
        ("run `helm rollback job` and wait", "helm rollback job"),
        ("/usr/local/bin/undo now", "/usr/local/bin/undo now"),
        ("make sure that /srv is there", ""),
        ("put the old file back to /srv", ""),
        ("git log", ""),
        ("reboot", ""),
    ],
)
def test_a_way_back_that_can_be_typed(text: str, expected: str) -> None:
    assert command_in(text) == expected
    found = one(Rollback, f"#!/bin/sh\n# To undo: {text}\ncp a b\n")
    assert (found.name, found.commands) == (text, (expected,) if expected else ())


def test_a_trap_that_only_cleans_up_is_no_way_back() -> None:
    assert not [
        fact for fact in read("trap 'rm -f x' EXIT\ntrap 'cp log kept' EXIT\ncp a b\n") if isinstance(fact, Rollback)
    ]


def test_words() -> None:
    script = Script('\'a b\' "c" d"e"f "$(g "h")"\n')
    command = script.root.named_children[0]
    assert script.words(command) == ("a b", "c", "def", '"$(g "h")"')
    assert unquoted("'") == "'"


# --- any text --------------------------------------------------------------------------------------------------------

_TOKENS = """
    if then else elif fi for in do done while until case esac ;; ) ( { } && || | & ; ! [ ] [[ ]] exit return die set -e
    trap ERR EXIT <<EOF EOF > >> < 2>&1 $( ` ' " # \\ {{ }} {% %} {# #} a=1 $a ${b f() function echo usage 1 0 *
    Rollback: Owner: # getopts shift x
"""
_PIECES = st.sampled_from(_TOKENS.split()) | st.sampled_from(
    ["\n", "\n", " ", "\r", "\x0c", "\u2028", "ü", "\0", "# Takes 5 min.\n", "f() { exit 3; }\n"]
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["a.sh", "b.bash", "c", "d.sh.j2", "roles/e/templates/f.j2"]),
    st.sampled_from(["", "#!/bin/sh\n", "#!/usr/bin/env bash\n", "\ufeff#!/bin/sh -e\n"]),
    st.text() | st.lists(_PIECES, max_size=60).map(" ".join) | st.lists(_PIECES, max_size=60).map("".join),
)
def test_any_text_gives_only_facts_with_real_lines(path: str, head: str, text: str) -> None:
    source = Source(path, (head + text).encode("utf-8", "replace"))
    for found in shell_scripts.extract(source):
        if isinstance(found, Problem):
            assert found.line is not None
            assert 1 <= found.line <= len(source.lines)
            continue
        assert isinstance(found, Fact)
        for place in found.evidence:
            assert 1 <= place.line <= len(source.lines)
            assert place.column <= len(source.lines[place.line - 1]) + 1
