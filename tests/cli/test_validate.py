"""`ddd validate-maintenance-coverage` as people and pipelines call it: forms, gates, exit codes, what it writes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.repositories import written

SCRIPT = "#!/bin/sh\n# Dump the shop.\n# Owner: @dba\nset -e\npg_dump --file=/b/shop shop\ntest -s /b/shop\n"
SHOP = {"cron.d/shop": "0 2 * * 0 root /srv/bin/dump.sh\n", "bin/dump.sh": SCRIPT}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return written(tmp_path / "shop", SHOP)


def last(result) -> str:
    return result.out.rstrip("\n").split("\n")[-1]


@pytest.mark.parametrize(
    "form", ["table", "json", "markdown", "html", "junit", "sarif", "codequality", "github", "badge"]
)
def test_every_form_is_given_out_and_says_the_same_twice(run, shop: Path, form: str) -> None:
    first = run("validate-maintenance-coverage", shop, "-f", form)
    assert first.code == 1
    assert first.out
    assert "\x1b" not in first.out
    assert run("validate-maintenance-coverage", shop, "-f", form).out == first.out


def test_several_forms_each_to_its_file(run, shop: Path, tmp_path: Path) -> None:
    names = {form: tmp_path / form for form in ("json", "sarif", "badge")}
    told = run(
        "validate-maintenance-coverage", shop, "-f", "table", *(f"-f{form}={path}" for form, path in names.items())
    )
    assert last(told).startswith("MAINTENANCE COVERAGE ")
    assert all(path.read_text() for path in names.values())


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        (["--fail-under", "10"], 0),
        (["--fail-under", "13"], 1),
        (["--fail-under", "0", "--fail-under", "weekly=37"], 0),
        (["--fail-under", "0", "--fail-under", "weekly=38"], 1),
        (["--fail-under", "0", "--fail-under", "cron.d=75"], 0),
        (["--fail-under", "0", "--fail-under", "cron.d=76"], 1),
        (["--fail-under", "0", "--fail-under", "automation_potential=100"], 0),
        (["--fail-under", "0", "--fail-under", "escalation_clarity=1"], 0),  # 0 of 0: nothing to fail on
        (["--fail-under", "100", "--exit-zero"], 0),
    ],
)
def test_gates(run, shop: Path, gate: list[str], code: int) -> None:
    """The dump earns 75 of 100 (no on_failure 10, no precheck 10, no duration 5): 37.5 of weekly, 11.25 of all,
    and 75 of what its folder could earn, which holds a backup only.
    """
    told = run("validate-maintenance-coverage", shop, *gate)
    assert told.code == code, told.out
    word = "FAILED" if code or "--exit-zero" in gate else "PASSED"
    assert last(told).endswith(word)


@pytest.mark.parametrize("gate", ["weakly=3", "101", "-1", "daily=", "daily=x", "=3"])
def test_a_gate_that_is_none_is_a_mistake_of_the_person(run, shop: Path, gate: str) -> None:
    told = run("validate-maintenance-coverage", shop, f"--fail-under={gate}")
    assert told.code == 2
    assert told.out == ""


def test_the_ratchet_is_written_when_the_score_rises(run, shop: Path) -> None:
    first = run("validate-maintenance-coverage", shop, "--ratchet")
    assert (first.code, "commit it" in first.err) == (0, True)
    best = json.loads((shop / ".ddd/ratchet.json").read_text())["maintenance_coverage"]
    again = run("validate-maintenance-coverage", shop, "--ratchet")
    assert (again.code, again.err) == (0, "")
    assert last(again) == f"MAINTENANCE COVERAGE {best:.1f}% (threshold {best:.1f}%) PASSED"
    (shop / "bin/dump.sh").write_text(SCRIPT.replace("test -s /b/shop\n", ""))
    assert run("validate-maintenance-coverage", shop, "--ratchet").code == 1
    assert json.loads((shop / ".ddd/ratchet.json").read_text())["maintenance_coverage"] == best


def test_a_baseline_is_written_and_held_against(run, shop: Path) -> None:
    wrote = run("validate-maintenance-coverage", shop, "--update-baseline")
    assert (wrote.code, wrote.out) == (0, "")
    file = shop / ".ddd/baseline.json"
    assert run("validate-maintenance-coverage", shop, "--baseline", file).code == 0
    written(shop, {"cron.d/more": "0 3 * * * root /opt/vendor/sync-stock\n"})
    assert run("validate-maintenance-coverage", shop, "--baseline", file).code == 1


def test_since_a_commit(run, shop: Path) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=K", "-c", "user.email=k@x", "commit", "-qm", "a"]):
        subprocess.run(["git", *words], cwd=shop, check=True)
    assert run("validate-maintenance-coverage", shop, "--since", "HEAD").code == 0
    written(shop, {"cron.d/more": "0 3 * * * root /opt/vendor/sync-stock\n"})
    failed = run("validate-maintenance-coverage", shop, "--since", "HEAD", "-f", "json")
    assert failed.code == 1
    told = json.loads(failed.out)
    assert [one["code"] for one in told["findings"] if one["evidence"] and not one["suppression"]] == [
        "DDD103",
        "DDD401",
    ]
    assert told["gates"][-1] == {"name": "findings new since HEAD", "measured": 2, "wanted": 0, "passed": False}
    assert run("validate-maintenance-coverage", shop, "--since", "HEAD", "--min-change", "2").code == 0


def test_explain_shows_each_point_and_what_to_paste(run, shop: Path) -> None:
    told = run("validate-maintenance-coverage", shop, "--explain").out
    assert "+ action       20 of 20  2 of 2 steps  (bin/dump.sh:5, bin/dump.sh:6)" in told
    assert "- duration      0 of 5   not documented; add how long it takes (`# Duration: …`)" in told
    assert "- id: cron.d/dump.sh" in told
    assert "at the head of bin/dump.sh:" in told
    assert last(run("validate-maintenance-coverage", shop, "--explain")).startswith("MAINTENANCE COVERAGE ")


def test_what_fix_writes_earns_nothing_until_it_is_filled(run, shop: Path) -> None:
    def figures():
        told = json.loads(run("validate-maintenance-coverage", shop, "-f", "json").out)
        return told["maintenance_coverage"], {name: one["elements"] for name, one in told["cadences"].items()}

    score, before = figures()
    assert "entries written" in run("validate-maintenance-coverage", shop, "--fix").err
    file = shop / ".ddd/tasks.yaml"
    assert file.read_text().count("TODO") > 20
    now, after = figures()
    assert now == score
    assert [[one["earned"] for one in part] for part in after.values()] == [
        [one["earned"] for one in part] for part in before.values()
    ]
    text = file.read_text()
    assert "nothing to add" in run("validate-maintenance-coverage", shop, "--fix").err
    assert file.read_text() == text, "written once"
    file.write_text(text.replace("TODO: how long it takes", "20 minutes"))
    assert figures()[0] > score


def test_its_own_configuration_is_followed(run, shop: Path) -> None:
    written(shop, {".ddd.yaml": "threshold: 10\nexclude: [bin/]\n"})
    told = run("validate-maintenance-coverage", shop)
    assert last(told) == "MAINTENANCE COVERAGE 0.0% (threshold 10.0%) FAILED", "the script is not seen any more"


def test_a_mistake_in_it_is_shown_with_its_place(run, shop: Path) -> None:
    written(shop, {".ddd.yaml": "treshold: 10\n"})
    told = run("validate-maintenance-coverage", shop)
    assert told.code == 2
    assert ".ddd.yaml:1:1" in told.err
    assert "did you mean “threshold”?" in told.err
    assert "^" in told.err


@pytest.mark.parametrize("option", ["--fix", "--ratchet", "--update-baseline"])
def test_a_link_of_the_repository_does_not_say_where_we_write(run, shop: Path, tmp_path: Path, option: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (shop / ".ddd").symlink_to(outside)
    told = run("validate-maintenance-coverage", shop, option)
    assert told.code == 2
    assert "a link leads out of the folder" in told.err
    assert not list(outside.iterdir())


def test_a_configured_baseline_is_written_once_more(run, shop: Path) -> None:
    written(shop, {".ddd.yaml": "baseline: known.json\n"})
    assert run("validate-maintenance-coverage", shop).code == 2, "there is none yet"
    counts = []
    for _ in range(2):
        assert run("validate-maintenance-coverage", shop, "--update-baseline").code == 0
        counts.append(len(json.loads((shop / "known.json").read_text())["findings"]))
    assert counts[0] == counts[1] > 5, "what is known already is written again"
    assert run("validate-maintenance-coverage", shop).code == 0
    assert run("measure", shop).code == 0, "a command without gates asks for none"


def test_a_threshold_of_the_repository_stands_beside_the_ratchet(run, shop: Path) -> None:
    written(shop, {".ddd.yaml": "threshold: 12\nratchet: true\n"})
    failed = run("validate-maintenance-coverage", shop)
    assert (failed.code, last(failed)) == (1, "MAINTENANCE COVERAGE 11.2% (threshold 12.0%) FAILED")
    assert (shop / ".ddd/ratchet.json").exists()


def test_explain_is_a_text_of_its_own(run, shop: Path) -> None:
    told = run("validate-maintenance-coverage", shop, "--explain", "-f", "json")
    assert (told.code, told.out) == (2, "")


def test_a_typo_in_a_configured_component_is_no_gate_that_passes(run, shop: Path) -> None:
    written(shop, {".ddd.yaml": "threshold: 0\ncomponents: {cron: 90}\n"})
    told = run("validate-maintenance-coverage", shop)
    assert told.code == 2
    assert "did you mean “cron.d”?" in told.err
    written(shop, {".ddd.yaml": "threshold: 0\ncomponents: {bin: 90}\n"})
    assert run("validate-maintenance-coverage", shop).code == 0, "a folder without tasks: 0 of 0"


def test_a_gate_that_counts_findings_shows_them(run, shop: Path) -> None:
    run("validate-maintenance-coverage", shop, "--update-baseline")
    written(shop, {"cron.d/more": "0 3 * * * root /opt/vendor/sync-stock\n"})
    told = run("validate-maintenance-coverage", shop, "--baseline", shop / ".ddd/baseline.json").out
    assert "  cron.d/more:1:1: DDD103 warning: cron.d/sync-stock: procedure completeness" in told
    assert "dump.sh: procedure completeness" not in told


def test_what_the_repository_itself_changes_is_told(run, shop: Path) -> None:
    written(shop, {".ddd.yaml": "threshold: 0\nknown_commands: ['.']\n"})
    for form in ("table", "markdown", "html"):
        assert ".ddd.yaml: known_commands, threshold" in run("validate-maintenance-coverage", shop, "-f", form).out
    assert json.loads(run("validate-maintenance-coverage", shop, "-f", "json").out)["configured"]
