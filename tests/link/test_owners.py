"""Whom to call for a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ddd.link.owners import Owners
from ddd.model import Contact, Evidence, Inventory, Scanned
from ddd.pipeline import take_inventory
from ddd.scan.patterns import matcher


def owners(folder: Path, files: dict[str, str], path: str) -> list[str]:
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return [claim.text for claim in Owners(take_inventory(folder)).of(path)]


SECTIONS = (
    "* @all\n[Database][2] @dba\n/db/\n/db/README.md @writer\n!/db/*.lock\n[Docs]\n*.md @docs\n[database]\n/db/x @x\n"
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("db/dump.sql", ["@all", "@dba"]),
        ("db/README.md", ["@all", "@writer", "@docs"]),
        ("db/a.lock", ["@all"]),
        ("a.md", ["@all", "@docs"]),
        ("db/x", ["@all", "@x"]),
    ],
)
def test_every_section_of_gitlab_adds_its_own_owners(tmp_path, path, expected):
    assert owners(tmp_path, {".gitlab/CODEOWNERS": SECTIONS}, path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.sql", ["@dba", "@other"]), ("docs/a.sql", ["@dba"]), ("docs/a.txt", []), ("a.txt", ["@other"])],
)
def test_every_matching_expression_of_gitea_adds_its_owners(tmp_path, path, expected):
    assert owners(tmp_path, {".gitea/CODEOWNERS": ".*\\.sql @dba\n!docs/.* @other\n"}, path) == expected


@pytest.mark.parametrize("folder", ["", ".gitlab/", ".gitea/"])
def test_several_owners_of_one_line_are_told_apart_in_their_order(tmp_path, folder):
    line = "roles/db/.*" if folder == ".gitea/" else "/roles/db/"
    text = f"{line} @zoe ann@example.com @bob\nREADME.md @docs\n"
    assert owners(tmp_path, {f"{folder}CODEOWNERS": text}, "roles/db/tasks.yml") == ["@zoe", "ann@example.com", "@bob"]


def test_the_first_file_that_the_service_finds_counts(tmp_path):
    files = {"CODEOWNERS": "* @root\n", ".github/CODEOWNERS": "*.py @github\n", "docs/CODEOWNERS": "* @docs\n"}
    assert owners(tmp_path, files, "a.py") == ["@github"]
    assert owners(tmp_path, {}, "a.txt") == []


def test_without_codeowners_the_nearest_folder_that_names_somebody_decides(tmp_path):
    files = {
        "OWNERS": "approvers: [ann]\nreviewers: [bob]\n",
        "jobs/OWNERS": "approvers: [storage]\nfilters:\n  '\\.py$':\n    approvers: [carol]\n",
        "OWNERS_ALIASES": "aliases: {storage: [dora, emil]}\n",
        "charts/pump/Chart.yaml": "name: pump\nmaintainers: [{name: frida}]\n",
        "Dockerfile": 'FROM scratch\nLABEL maintainer="gus"\n',
    }
    assert owners(tmp_path, files, "jobs/nightly/a.py") == ["dora emil (approver)"]
    assert owners(tmp_path, {}, "charts/pump/templates/a.yaml") == ["frida (maintainer)"]
    assert owners(tmp_path, {}, "a.py") == ["ann (approver)"]


def test_a_line_that_takes_a_path_from_everybody_goes_before_folders(tmp_path):
    files = {"CODEOWNERS": "* @all\n/jobs/\n", "OWNERS": "approvers: [ann]\n"}
    assert owners(tmp_path, files, "jobs/a.sh") == []


def test_nobody_is_nobody(tmp_path):
    assert owners(tmp_path, {"a.py": ""}, "a.py") == []


def test_what_a_file_says_of_itself_goes_before_everything(tmp_path):
    files = {"CODEOWNERS": "* @all\n", "dump.sh": "#!/bin/sh\n# Owner: the night shift\n# Maintainer: Ann\npg_dump\n"}
    assert "the night shift" in owners(tmp_path, files, "dump.sh")


LINES = st.sampled_from(
    ["*", "*.py", "/a/", "a/b/", "docs", "/a/*.sh", "!*.py", "!/a/b/", "", "[", "**/x", "/a/b/c.py"]
)


@given(st.lists(LINES, max_size=120), st.sampled_from(["a/b/c.py", "a/x.sh", "docs/x", "y", "a/b/x/z.py"]))
@example(["*"] + ["/none/"] * 40, "y")
def test_of_however_many_lines_the_last_one_that_matches_decides(patterns, path):
    rules = [
        Contact(system="codeowners", name=str(line), scope=pattern, evidence=(Evidence("CODEOWNERS", line),))
        for line, pattern in enumerate(patterns, start=1)
    ]
    verdicts = {rule.name: matcher([rule.scope])[0].verdict(path) for rule in rules}
    matching = [name for name, verdict in verdicts.items() if verdict]
    expected = [] if False in verdicts.values() else matching[-1:]
    inventory = Inventory(scanned=Scanned(files=0, bytes=0, skipped=()), facts=tuple(rules), findings=(), problems=())
    assert [claim.text for claim in Owners(inventory).of(path)] == expected
