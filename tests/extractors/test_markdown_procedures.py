"""Procedures in Markdown, beyond the golden cases: what is one, what is typed, and hostile documents."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ddd.extractors.markdown import _words as words
from ddd.extractors.markdown._words import Part
from ddd.extractors.markdown.procedures import LONGEST, markdown_procedures
from ddd.extractors.markdown.sections import Code, Section, document, may_be_titles, plain
from ddd.extractors.markdown.shell_blocks import typed
from ddd.model import Check, Contact, Problem, Procedure, Rollback
from ddd.scan.source import Source
from tests.extractors.test_crontab import assert_real

TWO_STEPS = "1. Run `make a`.\n2. Run `make b`.\n"


def extract(text: str, path: str = "docs/x.md"):
    return list(markdown_procedures.extract(Source(path, text.encode())))


def procedures(text: str, path: str = "docs/x.md") -> list[Procedure]:
    return [one for one in extract(text, path) if isinstance(one, Procedure)]


@pytest.mark.parametrize(
    "title", ["Restore the database", "Rotating keys", "How to fail over", "Upgrading the API", "Clean up", "Runbook"]
)
def test_operations(title):
    assert [one.title for one in procedures(f"# {title}\n\n{TWO_STEPS}")] == [title]


@pytest.mark.parametrize(
    "title",
    [
        "Installation",
        "Getting started",
        "Usage",
        "Contributing",
        "API",
        "Backup options",
        "How it works",
        "Verify",
        "Why backups?",
    ],
)
def test_no_operations(title):
    assert procedures(f"# {title}\n\n{TWO_STEPS}") == []


def test_what_stands_below_building_is_building():
    assert procedures(f"# Development\n\n## Restore the database\n\n{TWO_STEPS}") == []


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("docs/x.md", 1),
        ("CONTRIBUTING.md", 0),
        ("node_modules/a/x.md", 0),
        (".github/ISSUE_TEMPLATE/bug.md", 0),
        ("LICENSE.md", 0),
    ],
)
def test_documents_that_hold_no_procedures(path, count):
    assert len(procedures(f"# Restore\n\n{TWO_STEPS}", path)) == count


def test_one_command_is_enough_only_where_operations_are_the_subject():
    block = "```sh\nvacuumdb --all\n```\n"
    assert procedures(f"# Database\n\n## Vacuum it\n\n{block}") == []
    assert len(procedures(f"# Database maintenance\n\n## Vacuum it\n\n{block}")) == 1
    assert len(procedures(f"# Database\n\n## Vacuum it\n\n{block}\n### Rollback\n\nRestore it.\n")) == 1


def test_a_heading_of_one_word_takes_the_one_above():
    assert procedures(f"# Vault\n\n## Restore\n\n{TWO_STEPS}")[0].title == "Vault: restore"
    assert procedures(f"# Vault\n\n## Steps\n\n{TWO_STEPS}")[0].title == "Vault"
    assert (
        procedures(f"# Vault\n\n## Unseal\n\nText.\n\n### Procedure to follow\n\n{TWO_STEPS}")[0].title
        == "Vault: unseal"
    )


def test_a_section_for_steps_below_one_that_is_no_procedure():
    assert procedures(f"# Using it\n\n## Steps\n\n{TWO_STEPS}")[0].title == "Using it: steps"


def test_a_heading_that_says_the_one_above_again_holds_its_steps():
    [one] = procedures("# Importing a dump\n\n## Importing\n\n```sh\nimport-dump\nimport-dump --check\n```\n")
    assert (one.title, len(one.steps)) == ("Importing a dump", 1)


@pytest.mark.parametrize(
    ("above", "title", "count"),
    [
        ("", "# Verify the backups", 1),
        ("# Backup maintenance\n\n", "## Check that they are there", 1),
        ("# Tool\n\n", "## Verify the backups", 0),
        ("", "# Verify the installation", 0),
        ("", "# Verify", 0),
        ("", "# Roll back a release", 1),
    ],
)
def test_a_check_stands_alone_only_where_operations_are_the_subject(above, title, count):
    assert len(procedures(f"{above}{title}\n\n{TWO_STEPS}")) == count


def test_an_enumeration_is_no_list_of_steps():
    assert procedures("# Rotation\n\n1. Simple\n2. Complex\n") == []


def test_the_output_below_a_command_is_expected():
    [one] = procedures(
        "# Check it\n\n```sh\na\n```\n\nExpected:\n\n```\nfine\n```\n\nThen:\n\n```sh\nb\n```\n\nOutput: `ok`\n"
    )
    assert [(step.text, step.command, step.expected) for step in one.steps] == [("", "a", "fine"), ("Then:", "b", "ok")]


def test_an_expectation_before_any_step_is_running_text():
    [one] = procedures("# Check it\n\nExpected: nothing.\n\n```sh\na\n```\n```sh\nb\n```\n")
    assert [step.expected for step in one.steps] == ["", ""]


def test_a_step_may_hold_several_blocks_and_lists():
    [one] = procedures(
        "# Restore it\n\n1. Do both.\n\n   ```sh\n   a\n   ```\n\n   - more\n\n   ```sql\n   select 1;\n   ```\n\n"
        "   More.\n\n   ```yaml\n   a: b\n   ```\n\n2. Wait.\n"
    )
    assert [(step.text, step.command, step.manual) for step in one.steps] == [
        ("Do both.", "a\nselect 1;", False),
        ("Wait.", "", True),
    ]


@pytest.mark.parametrize(
    ("item", "command"),
    [
        ("Run `make a` now.", "make a"),
        ("Then run `x`.", "x"),
        ("Stop it (`systemctl stop app`).", "systemctl stop app"),
        ("Look at `app.log`.", ""),
        ("Stop it with `systemctl stop a` or `systemctl stop b`.", ""),
    ],
)
def test_commands_within_a_sentence(item, command):
    [one] = procedures(f"# Restart it\n\n1. {item}\n2. Wait.\n")
    assert one.steps[0].command == command


@pytest.mark.parametrize(
    ("language", "text", "command", "answer"),
    [
        ("sh", "\n  a\n    b\n", "a\n  b", ""),
        ("console", "$ a \\\n  --b\n$ c\nout\n", "a \\\n  --b\nc", "out"),
        ("console", "root@db1:~# reboot\nbye\n", "reboot", "bye"),
        ("", "[me@host ~]$ ls\nx\n", "ls", "x"),
        ("text", "$ ls\nx\n", "ls", "x"),
        ("console", "sudo reboot\n", "sudo reboot", ""),
        ("console", "some output\n", "", ""),
        ("", "sudo reboot\n", "sudo reboot", ""),
        ("", "./run.sh\n", "./run.sh", ""),
        ("", "key: value\n", "", ""),
        ("", "", "", ""),
        ("yaml", "a: b\n", "", ""),
        ("sh", "", "", ""),
    ],
)
def test_what_is_typed(language, text, command, answer):
    use = typed(Code(1, language, text))
    assert (use.command, use.answer) == (command, answer)


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Prerequisites", Part.BEFORE),
        ("Before you start", Part.BEFORE),
        ("Verify that it works", Part.AFTER),
        ("Rolling back the upgrade", Part.BACK),
        ("If it fails", Part.FAILURE),
        ("Escalation", Part.WHO),
        ("Steps:", Part.STEPS),
        ("Purpose", Part.PURPOSE),
        ("Duration", Part.DURATION),
        ("Restore", None),
    ],
)
def test_parts(title, part):
    assert words.part(title) is part


def test_checks_without_lists_are_sentences():
    found = extract(
        f"# Restore it\n\n{TWO_STEPS}\n## Validation\n\nLog in as a user.\n\nThe following:\n\n## Rollback\n\nNone.\n"
    )
    assert [one.condition for one in found if isinstance(one, Check)] == ["Log in as a user."]
    assert not [one for one in found if isinstance(one, Rollback)]


def test_contacts_are_those_of_documents_with_a_procedure():
    assert extract("# Notes\n\nOwner: @a\n") == []
    found = extract(
        f"# Restore it\n\nOwner: @a, a@example.com\nOn-call: #help\nMaintainer: TODO\n\n{TWO_STEPS}\n## Contact\n\n"
    )
    contacts = [(one.role, one.name, one.address) for one in found if isinstance(one, Contact)]
    assert contacts == [("owner", "@a, a@example.com", "a@example.com"), ("escalation", "#help", "#help")]


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("It takes about 20 minutes.", "about 20 minutes"),
        ("Text.\nThis takes up to\n2 hours.", "up to 2 hours"),
        ("Estimated time: 5 min", "5 min"),
        ("It takes a while.", None),
    ],
)
def test_durations(text, duration):
    [one] = procedures(f"# Restore it\n\n{text}\n\n{TWO_STEPS}")
    assert (one.duration and one.duration.text) == duration


def test_the_purpose_is_the_first_sentence_that_is_no_label():
    [one] = procedures(f"# Restore it\n\nOwner: @a\nFor [lost](x.md) **data**.\n\n{TWO_STEPS}")
    assert one.purpose and (one.purpose.text, one.purpose.evidence[0].line) == ("For lost data.", 4)
    assert procedures(f"# Restore it\n\n- a\n\nText.\n\n{TWO_STEPS}")[0].purpose is None
    [one] = procedures(f"# Restore it\n\n{TWO_STEPS}\n## Purpose\n\nWhat for.\n")
    assert one.purpose and one.purpose.text == "What for."


def test_long_texts_are_shortened():
    [one] = procedures(f"# Restore it\n\n{'word ' * 500}\n\n{TWO_STEPS}")
    assert one.purpose and one.purpose.text.endswith("…")


def test_larger_than_any_person_writes():
    [problem] = extract("x" * (LONGEST + 1))
    assert isinstance(problem, Problem)


def test_lines_count_from_one_past_front_matter_and_carriage_returns():
    root = document("---\na: b\n---\n# A\rB\n\ntext\n\n# C\n\n| a |\n|---|\n| b |\n\n> q\n\n- # in a list\n")
    assert [(one.title, one.line) for one in root.sections] == [("A B", 4), ("C", 8)]
    assert document("---\nnot closed\n").blocks


def test_plain_text():
    assert plain("**a** [b](c 'd') ![e](f) `g_h` *i* [j][k] {#l}") == "a b e g_h i j"


_BITS = st.sampled_from(
    [
        "# Restore\n",
        "## Rollback\n",
        "## Steps\n",
        "1. Run `a`\n",
        "- x\n",
        "```sh\n",
        "    $ a\n",
        "> ",
        "\n",
        "Expected: ",
        "\r",
        "Owner: ",
    ]
)


@given(text=st.one_of(st.text(max_size=200), st.lists(_BITS, max_size=40).map("".join), st.binary(max_size=200)))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_facts_with_real_lines(text):
    source = Source("runbooks/x.md", text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    for found in markdown_procedures.extract(source):
        assert_real(found, source)
        if isinstance(found, Procedure):
            assert found.steps
            assert all(1 <= step.evidence.line <= len(source.lines) for step in found.steps)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "- " * 50_000,
        "[" * 100_000,
        "# Restore [a](b " * 5_000,
        "```sh\n" + "a@" * 50_000,
        "# " + "restore " * 20_000,
    ],
)
def test_hostile_documents_cost_no_more_than_their_length(text):
    extract(text)


_PIECES = st.sampled_from(
    [
        "# Restore x",
        "#\tSteps",
        "   ## *Re*store [it](u) #",
        "Rotate the",
        "keys",
        "===",
        "---",
        "- a",
        "> b",
        "",
        "\t# c",
    ]
)


@given(st.lists(_PIECES, max_size=9).map("\n".join))
@example("---\na: b\n---\n# Restore x")
@example("a [b][c\nRotate x] keys\n---")
@example("- a\nRotate the\nkeys\n===")
def test_no_title_is_overlooked_at_a_glance(text: str) -> None:
    pending, seen = [document(text)], may_be_titles(text)
    while pending:
        section: Section = pending.pop()
        pending.extend(section.sections)
        if words.is_operation(section.title) or words.part(section.title) is Part.STEPS:
            assert seen is None or any(map(words.may_be_of_steps, seen))
