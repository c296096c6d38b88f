"""Which extractors are asked: by path, by what stands in the file, and the same by every way to the answer."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ddd.extractors import discover
from ddd.scan.extractor import NO_SUFFIX, Extractor, extractor
from ddd.scan.prefilter import Prefilter
from ddd.scan.source import without_template_suffix

ALL = Prefilter(discover())
PLAIN = Prefilter(discover(), one_pass=False)
EVERYBODY = (1 << len(ALL.extractors)) - 1
GLOBS = sorted({glob for one in discover() for glob in one.globs})
LITERALS = sorted({literal for one in discover() for literal in one.literals})


def asking(paths: tuple[str, ...] = ("*",), literals: tuple[str, ...] = ()) -> Extractor:
    return extractor("x", paths=paths, literals=literals)(lambda source: iter(()))


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("*.py", "a/b/c.py", True),
        ("*.py", "c.pyc", False),
        ("*.service", "units/x.service.j2", True),
        ("*.tf.json", "a/main.tf.json", True),
        ("*.tf.json", "a/main.json", False),
        ("cron.d/*", "roles/x/templates/etc/cron.d/y.j2", True),
        ("cron.d/*", "cron.d/deep/y", False),
        ("cron.d/*", "old-cron.d/y", False),
        ("group_vars/**/*", "inventory/group_vars/a/b.yml", True),
        ("group_vars/**/*", "group_vars/all", True),
        ("tasks/*.yml", "roles/x/tasks/main.yaml", False),
        ("CODEOWNERS", ".github/CODEOWNERS", True),
        ("CODEOWNERS", "XCODEOWNERS", False),
        (NO_SUFFIX, "bin/run", True),
        (NO_SUFFIX, "bin/run.j2", True),
        (NO_SUFFIX, "bin.d/run.py", False),
        ("a?.txt", "ab.txt", True),
        ("*compose*.yml", "docker-compose.prod.yml", True),
        ("*compose*.yml", "compose/other.yml", False),
    ],
)
def test_globs_speak_of_the_installed_name(glob: str, path: str, matches: bool) -> None:
    one = asking((glob,))
    assert one.reads(without_template_suffix(path)) is matches
    assert bool(Prefilter([one]).by_path(path)) is matches


@pytest.mark.parametrize("one_pass", [True, False])
def test_only_extractors_with_a_literal_in_the_file_are_asked(one_pass: bool) -> None:
    words, always = asking(literals=("word",)), asking()
    both = Prefilter([words, always], one_pass=one_pass)
    assert list(both.chosen(both.by_content(0b11, b"no w0rd"))) == [always]
    assert list(both.chosen(both.by_content(0b11, b"a word"))) == [words, always]
    assert both.by_content(0b01, b"no w0rd") == 0


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        ("src/app.js", True),
        ("static/app.min.js", False),
        ("dist/bundle.js", False),
        (".yarn/releases/yarn-4.1.0.cjs", False),
        ("package-lock.json", False),
        ("src/admin.js", True),
        ("package.json", True),
    ],
)
def test_programs_packed_for_machines_are_left_alone(path: str, is_read: bool) -> None:
    assert bool(Prefilter([asking(("*.js", "*.cjs", "*.json"))]).by_path(path)) is is_read


def filled(glob: str, texts: list[str]) -> str:
    """Return a path that a glob may mean."""
    parts = re.split(r"(\*\*/|\*|\?)", "run" if glob == NO_SUFFIX else glob)
    return "".join(
        texts[n % len(texts)] if part in ("*", "?") else part.replace("**/", "") for n, part in enumerate(parts)
    )


NAMES = st.text(st.sampled_from("abx.-_09"), max_size=6)


@given(
    st.sampled_from(GLOBS), st.lists(NAMES, min_size=1, max_size=3), st.sampled_from(["", "a/", "etc/cron.d/", "x.d/"])
)
def test_the_index_of_paths_answers_as_each_glob_would(glob: str, texts: list[str], folder: str) -> None:
    path = folder + filled(glob, texts)
    assume(not path.endswith("/"))  # a file has a name
    wanted = [one for one in ALL.extractors if one.reads(path)]
    assert list(ALL.chosen(ALL._paths.asking_for(path))) == wanted


@given(st.lists(st.sampled_from(LITERALS) | st.binary(max_size=20), max_size=6))
def test_one_look_finds_what_a_look_for_each_literal_finds(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert ALL.by_content(EVERYBODY, data) == PLAIN.by_content(EVERYBODY, data)


def test_each_literal_is_found_wherever_it_stands() -> None:
    for literal in LITERALS:
        for data in (literal, b"\0" + literal, literal + b"\xff\n"):
            assert ALL.by_content(EVERYBODY, data) == PLAIN.by_content(EVERYBODY, data), literal


def test_where_the_machine_for_all_literals_is_not_installed_they_are_looked_for_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ddd.scan.prefilter.find_spec", lambda name: None)
    assert Prefilter(discover()).by_content(EVERYBODY, b"cron") == PLAIN.by_content(EVERYBODY, b"cron")
