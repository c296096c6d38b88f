"""A link is judged once: runbooks, alerts and the documentation figures say the same of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.assess.runbook_files import dead_links, opened
from ddd.extractors.markdown.anchors import Anchors, links
from ddd.extractors.markdown.targets import Verdict, anchors_of, resolve
from ddd.lint.rule import Context
from ddd.lint.runbook_links import leads_nowhere
from ddd.measure.links import resolves
from ddd.measure.shelf import Shelf
from ddd.model import Confidence, Evidence, State, Trigger
from ddd.scan.source import Source
from tests.repositories import written

PAGE = """\
# Step 1

## Step 1

## Foo bar

## Foo-Bar

## `ddd <path>` & _more_

## Cafe\u0301 \U0001f680

## 2. Stop

## Foo bar 1
"""
FILES = {".git/HEAD": "", "docs/page.md": PAGE, "run.sh": "true\ntrue\n"}


def judged(root: Path, target: str) -> set[bool]:
    """What the three of them say of a link in docs/from.md: whether it leads somewhere."""
    files = {**FILES, "docs/from.md": f"# From\n\n[x]({target})\n"}
    written(root, files)
    paths = frozenset(files)
    context = Context(lambda path: Source(path, (root / path).read_bytes()).lines, date(2026, 1, 1), paths)
    alert = Trigger(
        system="prometheus-alert",
        name="Down",
        origin="docs/rules.yml",
        state=State.ACTIVE,
        confidence=Confidence.HIGH,
        subject="up",
        comparison="==",
        runbook_url=target,
        evidence=(Evidence("docs/rules.yml", 1),),
    )
    return {
        not list(dead_links(opened(root / "docs/from.md"))),
        not list(leads_nowhere.find([alert], context)),
        resolves(target, "docs/from.md", Shelf(root, paths)),
    }


@pytest.mark.parametrize(
    ("anchor", "leads"),
    [
        ("step-1", True),
        ("step-1-1", True),  # the second `Step 1`
        ("step-1-2", False),  # there is no third
        ("step-12", False),
        ("step1", False),
        ("Step-1", True),
        ("foo-bar", True),
        ("foo-bar-1", True),
        ("foo-bar-1-1", True),  # `Foo bar 1`, whose name the second `Foo bar` has taken
        ("foo-bar-2", False),
        ("foo-bar-3", False),
        ("ddd-path--more", True),
        ("ddd-path-more", True),  # GitLab
        ("cafe%CC%81-", True),
        ("cafe\u0301-", True),
        ("2-stop", True),
        ("stop", True),  # Jekyll
        ("L15", True),
        ("L16", False),
        ("L0", False),
        ("L2-L16", False),
        ("L2-L15", True),
        ("L2C1-L3C4", True),
    ],
)
def test_one_link_one_verdict(anchor: str, leads: bool, tmp_path: Path) -> None:
    """The page has 15 lines."""
    assert PAGE.count("\n") == 15
    assert judged(tmp_path, f"page.md#{anchor}") == {leads}


@pytest.mark.parametrize(("target", "leads"), [("page.md", True), ("docs/page.md", None), ("gone.md", False)])
def test_files_that_are_there_and_not(target: str, leads: bool | None, tmp_path: Path) -> None:
    """An alert's link may be meant from the root of the repository, which a page's never is."""
    assert judged(tmp_path, target) == ({True, False} if leads is None else {leads})


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ("../run.sh#L2", Verdict.THERE),
        ("../run.sh#L3", Verdict.NO_ANCHOR),
        ("../run.sh#main", Verdict.THERE),  # of what is no document only lines are judged
        ("../docs#L9", Verdict.THERE),
        ("/run.sh", Verdict.THERE),
        ("/run.py", Verdict.BEYOND),
        ("gone", Verdict.BEYOND),
        ("gone.html", Verdict.BEYOND),
        ("gone.png", Verdict.NO_FILE),
        ("#x", Verdict.NO_ANCHOR),
        ("", Verdict.BEYOND),
        ("..", Verdict.THERE),
        ("../..", Verdict.BEYOND),
        ("..page.md", Verdict.NO_FILE),
        ("a%00.md", Verdict.BEYOND),
        ("{{ site }}/a.md", Verdict.BEYOND),
        ("mailto:a@b.org", Verdict.BEYOND),
    ],
)
def test_what_can_be_told_and_what_cannot(target: str, verdict: Verdict) -> None:
    paths = {"", "docs", *FILES}

    def read(path: str) -> Anchors | None:
        return anchors_of(path, FILES[path].split("\n")) if path in FILES else None

    assert resolve(target, "docs/page.md", paths.__contains__, read) is verdict


def test_pictures_are_told_from_links() -> None:
    [badge, behind, link] = links(["[![a](b.svg)](c.md) [d](e.md)"])
    assert [badge.is_picture, behind.is_picture, link.is_picture] == [True, True, False]
    [picture, after] = links(["![a [b]](c.png) ] [d](e.md)"])
    assert [picture.is_picture, after.is_picture] == [True, False]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "A", "a 1", "a-1", "a 1 1", "b"]), max_size=12))
def test_every_heading_has_a_name_of_its_own(titles: list[str]) -> None:
    """As GitHub numbers them: there are as many `a…` names as such headings, whatever they are called."""
    anchors = Anchors([f"# {title}" for title in titles])
    first: dict[str, int] = {}
    names: list[str] = []
    for title in titles:
        slug = name = title.lower().replace(" ", "-")
        while name in first:
            first[slug] += 1
            name = f"{slug}-{first[slug]}"
        first[name] = 0
        names.append(name)
    assert len(set(names)) == len(titles)
    assert all(map(anchors.has, names))
    assert not anchors.has(f"b-{titles.count('b') or 1}")
