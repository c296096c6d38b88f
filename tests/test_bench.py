"""The benchmarks measure the same trees every time, and write what they measured, nothing better."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bench import report
from bench.__main__ import NAMES
from bench.commands import RULES, Command
from bench.corpora import configuration
from bench.corpora.packages import Edits
from bench.corpora.pathological import CASES, Case
from bench.figures import NO_GOAL, Figure, Goal, at_least, at_most, highest, ratio
from bench.running import Cost, cost, peak_memory
from hypothesis import given
from hypothesis import strategies as st

from ddd.pipeline import take_inventory

PAGE = report.PAGE.read_text(encoding="utf-8")
goals = st.sampled_from([at_most(1.5), at_most(2.2), at_most(300, "MB"), at_least(50), at_least(1, "Problem")])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_configuration_is_generated_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        configuration.repository(tmp_path / name, 200_000)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_configuration_holds_what_public_ones_hold(tmp_path: Path) -> None:
    configuration.repository(tmp_path, 2_000_000)
    inventory = take_inventory(tmp_path)
    systems = {fact.system for fact in inventory.facts}
    assert systems >= {"kubernetes-cronjob", "ansible-cron", "terraform", "systemd-timer", "crontab", "shell"}
    assert 4_000 < inventory.scanned.bytes / len(inventory.facts) < 10_000
    assert not inventory.problems, "every file is valid in its language"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_pathological_tree_doubles_with_its_size(case: Case, tmp_path: Path) -> None:
    sizes = []
    for size in (20_000, 40_000):
        folder = tmp_path / str(size)
        folder.mkdir()
        case.fill(folder, size=size)
        sizes.append(sum(map(len, contents(folder).values())))
    assert sizes[1] / sizes[0] == pytest.approx(2, rel=0.05)


def test_edits_are_undone_byte_for_byte(tmp_path: Path) -> None:
    configuration.repository(tmp_path, 100_000)
    before = contents(tmp_path)
    edits = Edits(tmp_path)
    for _ in range(len(before)):  # often enough to edit some files twice
        edits.make()
        assert sum(text != before[path] for path, text in contents(tmp_path).items()) == 10
        edits.undo()
    assert contents(tmp_path) == before


def test_a_ratio_is_the_median_of_the_rounds_not_the_ratio_of_medians() -> None:
    rounds = [{"a": Cost(a, a), "b": Cost(b, 1)} for a, b in [(1, 1), (10, 2), (3, 10)]]
    assert ratio("", rounds, "a", "b", at_most(2)).value == 1
    assert ratio("", rounds, "a", "b", at_least(2)).values == (1, 0.2, pytest.approx(10 / 3))
    started = [{**one, "empty": Cost(0.5, 0)} for one in rounds]
    assert ratio("", started, "a", "b", at_most(2), without="empty").values == (0.5, 4.75, 0.25)


@given(st.floats(min_value=-1e6, max_value=1e6), goals)
def test_nothing_is_rounded_in_our_favour(value: float, goal: Goal) -> None:
    shown = float(goal.written(value).split()[0])
    assert goal.met_by(shown) == goal.met_by(value)
    assert shown >= value if goal.sense is at_most(1).sense else shown <= value


@pytest.mark.parametrize(("value", "shown"), [(float("inf"), "no end"), (float("nan"), "unknown")])
def test_what_has_no_end_or_was_not_measured_meets_no_goal(value: float, shown: str) -> None:
    assert not at_most(300).met_by(value)
    assert at_most(300).written(value) == shown


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells how pages are shared")
def test_memory_that_forks_share_counts_once() -> None:
    forks = "import os, time; held = b'x' * 80_000_000; os.fork(); os.fork(); time.sleep(1)"
    assert 80 < peak_memory(Command((sys.executable, "-c", forks)), os.environ) < 160


def test_a_run_that_fails_has_no_ratio() -> None:
    failing = Command((sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(SystemExit, match="exit 3"):
        cost(failing, os.environ)
    assert cost(replace(failing, statuses=(0, 3)), os.environ).wall > 0


def test_the_table_says_what_the_figures_say() -> None:
    met = Figure("scan", "rg", at_most(8), 7.5, (7.25, 7.5, 8.001), (7.5, 1.0), 6.0)
    missed = highest("memory", [299.0, 300.5], at_most(300, "MB"))
    shown = replace(met, what="start-up", goal=NO_GOAL)
    rows = [re.split(r" *\| *", line)[1:-1] for line in report.table([met, missed, shown]).split("\n")]
    assert rows[2:] == [
        ["scan", "`rg`", "7.50 ×", "7.25 × to 8.01 ×", "≤ 8 ×", "met", "7.5 / 1", "6.00 ×"],
        ["memory", "", "301 MB", "299 MB to 301 MB", "≤ 300 MB", "**not met**", "", ""],
        ["start-up", "`rg`", "7.50 ×", "7.25 × to 8.01 ×", "", "", "7.5 / 1", "6.00 ×"],
    ]
    assert report.summary([met, missed, shown]) == "1 of 2 goals are met; not: memory"


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_one_place_for_every_benchmark(name: str) -> None:
    figures = [highest("memory", [299.0], at_most(300, "MB"))]
    once = report.written_into(PAGE, name, figures, "Measured on a machine.")
    assert report.written_into(once, name, figures, "Measured on a machine.") == once
    others = [other for other in NAMES if other != name]
    assert [once.count(f"<!-- bench: {other} -->") for other in others] == [1] * len(others)
    assert re.sub(r"<!-- bench.*?<!-- end", "", once, flags=re.DOTALL) == re.sub(
        r"<!-- bench.*?<!-- end", "", PAGE, flags=re.DOTALL
    ), "the text around the tables is ours"


def test_semgrep_has_six_rules() -> None:
    assert len(list(RULES.glob("*.yaml"))) == 6
