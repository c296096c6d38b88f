"""The score at a terminal and in a log: transcripts, widths, and other people's text."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from rich.cells import cell_len
from rich.console import Console

from ddd.model import Gate
from ddd.reports import score_table

from . import built

LAST = "MAINTENANCE COVERAGE 59.0% (threshold 80.0%) FAILED"


def piped(one, width=1_000_000):
    """Return what a log gets: as `ddd.cli.output` prints it."""
    console = Console(file=io.StringIO(), width=width, soft_wrap=True, markup=False, highlight=False, emoji=False)
    console.print(score_table.report(one, built.INVENTORY))
    return console.file.getvalue()


def at_terminal(one, width, file=None, **options):
    console = Console(
        file=file or io.StringIO(),
        width=width,
        force_terminal=True,
        color_system=options.pop("color_system", None),
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        **options,
    )
    console.print(score_table.report(one, built.INVENTORY))
    return "" if file else console.file.getvalue()


def test_a_log_gets_a_line_for_each_row():
    assert piped(built.assessment()) == (
        "Cadence  Element        Earned         Worth  Verdict  What\n"
        "daily    health_checks    0/20   0.0%     20  missing  no active task\n"
        "daily    log_rotation     8/20  40.0%     12  partial  rotate: held at 40; validation: not documented\n"
        "weekly   backups         51/60  85.0%      9  met      backup: on_failure: not documented\n"
        "-----------------------------------------------------\n"
        "daily                     8/40  20.0%     32\n"
        "weekly                   51/60  85.0%      9\n"
        "whole                   59/100  59.0%     41\n"
        "\n"
        "Procedure Completeness 62.5% (125 of 200 points, 2 tasks, 1 complete)\n"
        "Escalation Clarity 0.0% (0 of 12 failure modes have somebody, a severity and a time)\n"
        "Automation Potential 50.0% (1 of 2 tasks need nobody's judgement at any step)\n"
        "Documentation Coverage 97.3% (71 of 73 units: Ansible modules 71 of 73, script 0 of 0)\n"
        "documentation 97.3 − maintenance 59.0 = gap 38.3 points: "
        "what the system does is written down better than when it must be touched\n"
        "\n"
        "Components by procedure completeness, the most points missing first:\n"
        "   40.0%  40 of 100 points        1 task     (none)\n"
        "   85.0%  85 of 100 points        1 task     roles/backup\n"
        "\n"
        "Can a junior engineer perform routine maintenance? In part: 1 of 2 tasks (50.0%)\n"
        "  daily: 0 of 1 task (0.0%); most often missing: a complete procedure (1), access (1), validation (1)\n"
        "  weekly: 1 of 1 task (100.0%)\n"
        "\n"
        "Read 3 of 4 files; no reader knows the others; skipped: 1 too large; could not be read: 1.\n"
        "\n"
        "MAINTENANCE COVERAGE 59.0% (threshold 80.0%) FAILED\n"
    )


def test_a_terminal_gets_a_chart_and_lines_that_fit():
    """At 60 columns a bar has 60 − 13 − 8 = 39 cells: 97.3 % of them are 37.95, 59.0 % 23.0, 20 % 7.8, 85 % 33.15;
    to the nearest eighth 38, 23, 7 6/8, 33 1/8."""
    told = at_terminal(built.assessment(), 60).splitlines()
    assert all(cell_len(line) <= 60 for line in told)
    assert told[1:3] == ["daily    health_checks    0/20   0.0%     20  missing", "    no active task"]
    chart = [line for line in told if "█" in line]
    assert chart == [
        "documentation " + "█" * 38 + "·" + "  97.3%",
        "maintenance   " + "█" * 23 + "·" * 16 + "  59.0%",
        "  daily       " + "█" * 7 + "▊" + "·" * 31 + "  20.0%",
        "  weekly      " + "█" * 33 + "▏" + "·" * 5 + "  85.0%",
    ]
    assert told[-1] == LAST


def test_a_wide_terminal_puts_what_is_missing_beside_the_row():
    told = at_terminal(built.assessment(), 110).splitlines()
    assert told[2].endswith("partial  rotate: held at 40; validation: not documented")
    narrow = at_terminal(built.assessment(), 99).splitlines()
    left = " " * told[2].index("rotate:")
    assert [line.strip() for line in narrow if line.startswith(left)] == ["documented"], "wrapped below its beginning"


def test_a_line_that_does_not_fit_goes_on_indented_below():
    told = at_terminal(built.assessment(), 60).splitlines()
    first = told.index("Escalation Clarity 0.0% (0 of 12 failure modes have")
    assert told[first + 1] == "    somebody, a severity and a time)"


def test_a_terminal_that_cannot_draw_gets_plain_signs():
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace", newline="\n")
    at_terminal(built.assessment(), 60, file)
    file.seek(0)
    chart = [line for line in file.read().splitlines() if line.startswith(("documentation ", "  daily  "))]
    assert chart[:2] == [
        "documentation " + "#" * 38 + "." + "  97.3%",
        "  daily       " + "#" * 8 + "." * 31 + "  20.0%",
    ]


def test_what_is_little_shows_and_nothing_does_not():
    bar = score_table._bar
    assert (bar(0.1, 10, ascii_only=False), bar(0, 10, ascii_only=False)) == ("▏" + "·" * 9, "·" * 10)
    assert (bar(0.1, 10, ascii_only=True), bar(100, 10, ascii_only=True)) == ("#.........", "#" * 10)
    assert bar(100, 10, ascii_only=False) == "█" * 10


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 1_000_000])
def test_any_width_can_be_read(width):
    """Not even a log that says it is a terminal, and is a million columns wide, gets endless bars."""
    told = at_terminal(built.crowded(300), width).splitlines()
    assert max(map(cell_len, told)) <= min(width, 150)
    assert " ".join(" ".join(told).split()).endswith(LAST)


def test_three_hundred_tasks_are_no_flood():
    told = piped(built.crowded(300)).splitlines()
    assert len(told) <= 45
    assert told.count("  and 295 more") == 2, "components and owners"
    assert len(at_terminal(built.crowded(300), 120).splitlines()) <= 50


def test_colours_only_where_they_are_wanted(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[31m" in at_terminal(built.assessment(), 80, color_system="standard"), "red"
    monkeypatch.setenv("NO_COLOR", "1")
    assert not any(
        f"\x1b[{code}" in at_terminal(built.assessment(), 80, color_system="standard")
        for code in ("31", "32", "33", "36", "1;31", "1;32")
    )
    assert "\x1b" not in piped(built.assessment())


def test_gates_are_told_before_the_last_line():
    gates = (
        *built.assessment().gates,
        Gate(name="daily", measured=20.0, wanted=60, passed=False),
        Gate(name="weekly", measured=85.0, wanted=85, passed=True),
    )
    told = piped(built.assessment(gates=gates)).splitlines()
    assert "gate daily: 20.0%, wanted at least 60.0%: FAILED" in told
    assert "gate weekly: 85.0%, wanted at least 85.0%: passed" in told
    assert not any(line.startswith("gate maintenance") for line in told)


def test_an_empty_repository():
    told = piped(built.EMPTY).splitlines()
    assert "Documentation Coverage: not measured" in told
    assert "Can a junior engineer perform routine maintenance? nothing to measure (0 of 0 tasks)" in told
    assert told[-1] == "MAINTENANCE COVERAGE n/a (threshold 80.0%) PASSED"
    assert at_terminal(built.EMPTY, 60).splitlines()[-1] == told[-1]


def test_long_names_are_cut():
    parts = (built.share("x" * 60, 1, 1), built.share("y" * 61, 1, 1))
    told = piped(built.assessment(components=parts))
    assert "x" * 60 + "\n" in told
    assert "y" * 59 + "…\n" in told


@given(text=built.TEXTS)
@settings(deadline=None)
def test_other_peoples_text_adds_no_line_no_command_and_no_colour(text):
    told = piped(built.saying(text))
    tame = piped(built.saying("tame"))
    lines = told.splitlines()
    assert len(told.split("\n")) == len(lines) + 1 == len(tame.split("\n")), "one line is one line to every reader"
    assert "\x1b" not in told
    assert not any(line.lstrip().startswith("::") for line in lines)
    assert lines[-1] == LAST


@given(text=built.TEXTS)
@settings(deadline=None)
def test_other_peoples_text_does_not_break_a_terminal(text):
    told = at_terminal(built.saying(text), 80)
    assert "\x1b" not in told
    assert told.splitlines()[-1] == LAST


def test_brackets_are_no_markup():
    assert "[red]x[/red]" in piped(built.saying(built.HOSTILE))
