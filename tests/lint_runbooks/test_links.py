"""Links of runbooks: what leads nowhere is named, and nothing is judged that cannot be known."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.assess.runbook_files import dead_links, opened
from ddd.extractors.markdown.anchors import Anchors, links
from tests.repositories import written

_FILES = {
    ".git/HEAD": "",
    "docs/runbooks/other.md": "# Other page\n\n## Way back\n\n## Way back\n",
    "docs/runbooks/diagram.png": "x",
    "docs/README.md": "# Docs\n",
    "scripts/dump.sh": "true\n",
}


def faults(root: Path, text: str, name: str = "docs/runbooks/page.md") -> list[str]:
    written(root, {**_FILES, name: text})
    return [one.message for one in dead_links(opened(root / name))]


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("gone.md", "there is no such file"),
        ("./gone.md#x", "there is no such file"),
        ("../gone/other.md", "there is no such file"),
        ("../../scripts/gone.sh", "there is no such file"),
        ("missing.png", "there is no such file"),
        ("other.md#way-forward", "no heading there is called #way-forward"),
        ("#nowhere", "no heading here is called #nowhere"),
        ("other.md#way-back-2", "no heading there is called #way-back-2"),
        ("#L10", "there is no line L10"),
        ("../../scripts/dump.sh#L1-L2", "there is no line L1-L2"),
    ],
)
def test_what_leads_nowhere_is_named(link: str, fault: str, tmp_path: Path) -> None:
    assert faults(tmp_path, f"# Page\n\nSee [it]({link}).\n") == [f"the link “{link}” leads nowhere: {fault}"]


@pytest.mark.parametrize(
    "link",
    [
        "other.md", "other.md#way-back", "other.md#way-back-1", "other.md#Way-Back", "#page", "#L3", "#top",
        "../../scripts/dump.sh#L1", "diagram.png#x",
        "diagram.png",
        "../README.md", "../../scripts/dump.sh", "../runbooks", "other", "page.html", "/docs/gone.md", "<other.md>",
        "https://example.org/gone.md", "mailto:a@b.org", "//host/gone.md", "{{ base }}/gone.md", "../../../outside.md",
        "other.md?plain=1", "oth%65r.md", '<other.md> "title"',
    ],
)  # fmt: skip
def test_what_leads_somewhere_or_cannot_be_known_is_left_alone(link: str, tmp_path: Path) -> None:
    assert faults(tmp_path, f"# Page\n\nSee [it]({link}).\n") == []


def test_links_in_code_and_comments_are_no_links(tmp_path: Path) -> None:
    text = "# Page\n\n`[x](gone.md)`\n\n```md\n[x](gone.md)\n```\n\n<!-- [x](gone.md) -->\n\n<!--\n[x](gone.md)\n-->\n"
    assert faults(tmp_path, text) == []
    assert len(faults(tmp_path, text + "\n[x](gone.md)\n")) == 1


def test_definitions_are_links(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "# Page\n\nSee [it].\n\n[it]: gone.md\n[that]: other.md\n")) == 1


def test_pages_that_a_site_is_made_of_have_other_neighbours(tmp_path: Path) -> None:
    assert faults(tmp_path, "---\ntitle: x\n---\n![x](images/gone.png)\n") == []
    assert len(faults(tmp_path, "---\ntitle: x\n---\n[x](gone.md)\n")) == 1
    assert faults(tmp_path, "![x](images/gone.png)\n", "docs/page.html.md") == []


def test_a_linked_page_that_is_no_file_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path, _FILES)
    (tmp_path / "docs/runbooks/link.md").symlink_to(tmp_path / "docs/README.md")
    assert faults(tmp_path, "[x](link.md#gone)\n") == []


def test_without_a_repository_the_folder_is_the_border(tmp_path: Path) -> None:
    written(tmp_path, {"a/page.md": "[x](../b/gone.md) [y](gone.md)\n"})
    assert [one.evidence[0].column for one in dead_links(opened(tmp_path / "a/page.md"))] == [23]


@pytest.mark.parametrize(
    ("anchor", "line"),
    [
        ("restart-the-db", "## Restart the DB"),
        ("step-1-stop", "### Step 1: stop ###"),
        ("cafe-ol", "## Cafe & ol"),
        ("cafe--ol", "## Cafe & ol"),
        ("see-it", "## See [it](https://x.org)"),
        ("mark", '<a name="mark"></a>'),
        ("own", "## Something {#own}"),
        ("user-content-restart", "# Restart"),
        ("govuk", "## GOV.UK"),
        ("gov-uk", "## GOV.UK"),
        ("under", "Under\n====="),
    ],
)
def test_forges_and_sites_name_headings_differently(anchor: str, line: str) -> None:
    assert Anchors(line.split("\n")).has(anchor)
    assert not Anchors(["# Else", "", "```", *line.split("\n"), "```"]).has(anchor)


@given(st.text(max_size=300))
def test_any_text_has_links_with_real_places(text: str) -> None:
    lines = text.split("\n")
    for one in links(lines):
        assert lines[one.line - 1][one.column - 1 :].startswith(one.target)
