"""Specs: the one that ships, what is refused, and what a repository's configuration changes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ddd import config, resources, spec
from ddd.errors import ConfigurationError
from ddd.model import Cadence
from tests.repositories import written

SHIPPED = Path(str(resources.specs() / spec.DEFAULT))


def test_the_shipped_spec_is_the_one_of_the_contract() -> None:
    one = spec.load()
    told = {
        str(each.cadence): (each.weight, set(each.elements), each.longest_gap // 86400) for each in one.requirements
    }
    assert told == {
        "daily": (0.4, {"health_checks", "log_rotation"}, 4),
        "weekly": (0.3, {"backups", "updates"}, 9),
        "monthly": (0.3, {"audits", "reviews"}, 33),
    }
    assert one.threshold == 80
    assert sum(one.points.values()) == 100
    assert one.title("log_rotation") == "Log rotation"
    assert one.title("unheard_of") == "unheard of"


def changed(tmp_path: Path, change) -> Path:
    data = yaml.safe_load(SHIPPED.read_text())
    change(data)
    file = tmp_path / "spec.yaml"
    file.write_text(json.dumps(data))
    return file


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["cadences"]["daily"].update(weight=0.5), "sum to 1.1, not to 1"),
        (lambda data: data["cadences"]["daily"]["required_elements"].append("dancing"), "“dancing” is no category"),
        (lambda data: data["cadences"]["daily"]["required_elements"].append("audit"), "did you mean “audits”?"),
        (lambda data: data["read_only_commands"].append("("), "not a regular expression"),
        (lambda data: data.update(tresholds=3), "did you mean “threshold”?"),
        (lambda data: data["procedure"].pop("points"), "“procedure” lacks “points”"),
        (lambda data: data["procedure"]["points"].update(action=21), "sum to 101, not to 100"),
        (lambda data: data["cadences"]["daily"].update(weight="much"), "must be a number, not the text “much”"),
        (lambda data: data["grace"].update(at_least_minutes=1441), "at least 1441 minutes and at most 1440 cannot be"),
        (lambda data: data["cadences"].clear(), "“cadences” may not be empty"),
    ],
)
def test_a_broken_spec_is_refused_with_its_place(tmp_path: Path, change, words: str) -> None:
    file = changed(tmp_path, change)
    with pytest.raises(ConfigurationError) as refused:
        spec.load(file)
    assert words in str(refused.value)
    assert str(refused.value).startswith(f"{file}:1:")


def test_a_spec_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="may not be read"):
        spec.load(tmp_path / "missing.yaml")


def test_another_spec_is_used(tmp_path: Path) -> None:
    file = changed(tmp_path, lambda data: data.update(threshold=12))
    assert spec.load(file).threshold == 12


def test_a_spec_that_a_person_names_may_look_ahead_and_the_repositorys_own_may_not(tmp_path: Path) -> None:
    file = changed(tmp_path, lambda data: data["known_commands"].append("^acme(?!-test)"))
    known = spec.load(file).known
    assert (known.match("acme-dump"), known.match("acme-test")) == (True, False)
    with pytest.raises(ConfigurationError, match="not a regular expression") as refused:
        own(tmp_path, "known_commands: ['^acme(?!-test)']\n")
    assert refused.value.where == ".ddd.yaml:1:18"
    assert "RE2" in refused.value.advice


def own(folder: Path, text: str) -> spec.Spec:
    """The shipped spec with `text` as the configuration of a repository."""
    return spec.load(None, config.read(written(folder / "repo", {".ddd.yaml": text})))


def test_single_values_replace_key_by_key(tmp_path: Path) -> None:
    one = own(
        tmp_path,
        """\
threshold: 60
lead_days: 14
grace: {share: 0.2}
cadences:
  daily: {threshold: 50, longest_gap_days: 2}
  monthly: {required_elements: [audits]}
procedure: {complete: 70, points: {action: 15, duration: 10}}
documentation: {units: {script: {required: [comment, usage]}, chart: {title: charts, required: [readme]}}}
roi: {daily: {minutes: 5}}
""",
    )
    daily, _, monthly = one.requirements
    assert (one.threshold, one.lead_days, one.thresholds) == (60, 14, {"daily": 50})
    assert (daily.weight, daily.longest_gap, daily.elements) == (0.4, 2 * 86400, ("health_checks", "log_rotation"))
    assert (monthly.weight, monthly.elements) == (0.3, ("audits",))
    assert (one.grace.share, one.grace.at_least, one.grace.at_most) == (0.2, 600, 86400)
    assert (one.complete, one.points["action"], one.points["expected"], one.points["duration"]) == (70, 15, 15, 10)
    assert one.documentation["script"] == spec.Asked("scripts", ("comment", "usage"), ())
    assert one.documentation["chart"].required == ("readme",)
    assert one.work[Cadence.DAILY] == spec.Work(5, 365)


def test_lists_of_patterns_add_and_take_nothing_away(tmp_path: Path) -> None:
    before = spec.load()
    after = own(
        tmp_path,
        """\
known_commands: ['^ACME-dump\\b']
categories:
  backups: {words: ['\\btresor'], commands: ['^acme-dump\\b']}
  drills: {title: 'Restore drills', words: ['\\bdrill']}
""",
    )
    backups = next(one for one in after.categories if one.name == "backups")
    assert (before.known.match("acme-dump /x"), after.known.match("acme-dump /x")) == (False, True)
    assert after.known.match("certbot renew")
    assert backups.title == "Backups"
    assert backups.commands.match("pg_dump x")
    assert backups.commands.match("acme-dump")
    assert backups.words.match("a Tresor b")
    assert after.title("drills") == "Restore drills"
    assert [one.name for one in after.categories[:-1]] == [one.name for one in before.categories]
    assert before.blanks == after.blanks


def test_a_cadence_of_weight_zero_is_not_asked_for(tmp_path: Path) -> None:
    one = own(tmp_path, "cadences: {daily: {weight: 0, threshold: 90}, weekly: {weight: 0.7}}\n")
    assert [str(each.cadence) for each in one.requirements] == ["weekly", "monthly"]
    assert one.thresholds == {}


def test_a_cadence_that_the_spec_does_not_have_is_added_when_it_is_complete(tmp_path: Path) -> None:
    one = own(
        tmp_path,
        "cadences:\n  daily: {weight: 0.2}\n"
        "  annual: {weight: 0.2, longest_gap_days: 370, required_elements: [reviews]}\n",
    )
    assert (one.requirements[-1].cadence, one.requirements[-1].longest_gap) == (Cadence.ANNUAL, 370 * 86400)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("cadences: {daily: {weight: 0.5}}", "1:11", "sum to 1.1, not to 1"),
        ("cadences: {annual: {weight: 0}}", "1:20", "lacks “longest_gap_days” and “required_elements”"),
        ("cadences: {daily: {required_elements: [dance]}}", "1:40", "“dance” is no category"),
        ("procedure: {points: {action: 30}}", "1:21", "sum to 110, not to 100"),
        ("grace: {at_most_minutes: 5}", "1:8", "at least 10 minutes and at most 5 cannot be"),
        ("documentation: {units: {chart: {title: x}}}", "1:32", "“chart” lacks “required”"),
        ("roi: {annual: {minutes: 5}}", "1:15", "“annual” lacks “times_a_year”"),
        ("categories: {backups: {words: ['a{1001}']}}", "1:32", "not a regular expression: invalid repetition size"),
    ],
)
def test_what_does_not_fit_together_is_told_where_the_repository_says_it(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        own(tmp_path, text)
    assert words in refused.value.what
    assert refused.value.where == f".ddd.yaml:{place}"


def test_a_named_spec_that_is_wrong_by_itself_is_told_there_although_there_is_a_configuration(tmp_path: Path) -> None:
    file = changed(tmp_path, lambda data: data["cadences"]["daily"].update(weight=0.5))
    settings = config.read(written(tmp_path / "repo", {".ddd.yaml": "threshold: 3\n"}))
    with pytest.raises(ConfigurationError) as refused:
        spec.load(file, settings)
    assert refused.value.where.startswith(f"{file}:1:")


@given(st.floats(0, 0.7, allow_nan=False))
def test_any_weights_that_sum_to_one_are_taken(tmp_path_factory: pytest.TempPathFactory, weight: float) -> None:
    folder = tmp_path_factory.mktemp("weights")
    text = f"cadences: {{daily: {{weight: {weight:.6f}}}, weekly: {{weight: {0.7 - round(weight, 6):.6f}}}}}\n"
    assert sum(one.weight for one in own(folder, text).requirements) == pytest.approx(1)
