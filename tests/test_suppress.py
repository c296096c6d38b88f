"""Findings that a person leaves out: with a code, a day and a reason, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ddd.model import Evidence, Finding, Severity
from ddd.pipeline import judge
from ddd.suppress import Rule, settled
from tests.repositories import written

TODAY = date(2026, 11, 21)
GOOD = 'ddd: ignore[DDD103] until=2027-03-01 reason="the vendor documents it in May"'


def finding(line: int = 1, code: str = "DDD103", path: str = "cron.d/x", subject: str = "") -> Finding:
    return Finding(
        code=code, severity=Severity.WARNING, message="m", evidence=(Evidence(path, line, 1, "x"),), subject=subject
    )


def told(text: str, *findings: Finding, path: str = "cron.d/x") -> list[tuple[str, str | None]]:
    """Return each finding's code, and the reason why it is left out."""
    lines = text.split("\n")
    some = settled(findings, [path], lambda _: lines, TODAY)
    return [(one.code, one.suppression.reason if one.suppression else None) for one in some]


LEFT_OUT = ("DDD103", "the vendor documents it in May")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"0 3 * * * root dump  # {GOOD}", 1),
        (f"# {GOOD}\n0 3 * * * root dump", 2),
        (f"# {GOOD}\n# another comment\n0 3 * * * root dump", 3),
        (f"schedule: x // {GOOD}", 1),
        (f"-- {GOOD}\nselect cron.schedule()", 2),
        (f"<!-- {GOOD} -->\nDaily:", 2),
        (f"0 3 * * * dump # {GOOD.replace('[DDD103]', '[DDD201, ddd103]')}", 1),
        (f"0 3 * * * dump # {GOOD.replace('2027-03-01', '2026-11-21')}", 1),
    ],
)
def test_beside_the_finding_or_right_above_it(text: str, line: int) -> None:
    assert told(text, finding(line)) == [LEFT_OUT]


@pytest.mark.parametrize(
    ("text", "also"),
    [
        pytest.param(f"x # {GOOD}\n\ny", "DDD903", id="on another line"),
        pytest.param(f"a\nb\nx # {GOOD.replace('DDD103', 'DDD101')}", "DDD903", id="of another code"),
        pytest.param(f"a\nb\nx # {GOOD.replace('2027-03-01', '2026-11-20')}", "DDD901", id="ended yesterday"),
        pytest.param(f"a\nb\nx # {GOOD.replace('[DDD103]', '')}", "DDD902", id="without a code"),
        pytest.param(f"a\nb\nx # {GOOD.replace('until=2027-03-01 ', '')}", "DDD902", id="without a day"),
        pytest.param(f"a\nb\nx # {GOOD.replace('2027-03-01', '2027-02-30')}", "DDD902", id="a day that is none"),
        pytest.param("a\nb\nx # ddd: ignore[DDD103] until=2027-03-01", "DDD902", id="without a reason"),
        pytest.param('a\nb\nx # ddd: ignore[DDD103] until=2027-03-01 reason=""', "DDD902", id="an empty reason"),
    ],
)
def test_everything_else_counts_and_is_a_finding_itself(text: str, also: str) -> None:
    assert told(text, finding(3)) == [("DDD103", None), (also, None)]


@pytest.mark.parametrize("text", [f'x = "{GOOD}"', f"see {GOOD} in the manual", "# ddd ignores this file", ""])
def test_what_is_no_comment_says_nothing(text: str) -> None:
    assert told(text, finding(1)) == [("DDD103", None)]


def test_a_manual_that_shows_one_is_not_followed() -> None:
    assert told(f"    # {GOOD}\nDaily", finding(2, path="docs/x.md"), path="docs/x.md") == [("DDD103", None)]


def test_what_stands_on_no_line_is_left_out_by_its_subject() -> None:
    place = Evidence(".ddd.yaml", 4, 3, "- code: DDD101")
    rule = Rule(("DDD101",), date(2027, 1, 1), "no users yet", place, subject="monthly/audits")
    missing = [
        Finding(code="DDD101", severity=Severity.CRITICAL, message="m", subject=f"monthly/{name}")
        for name in ("audits", "reviews")
    ]
    audits, reviews = settled(missing, [], lambda _: [], TODAY, [rule])
    assert audits.suppression is not None
    assert (audits.suppression.reason, audits.suppression.until) == ("no users yet", "2027-01-01")
    assert reviews.suppression is None


def test_suppressing_raises_no_figure(tmp_path: Path) -> None:
    line = "0 3 * * * root /opt/vendor/dump"
    plain = judge(written(tmp_path / "plain", {"cron.d/x": f"{line}\n"}), as_of=TODAY).assessment
    hushed = judge(written(tmp_path / "hushed", {"cron.d/x": f"# {GOOD}\n{line}\n"}), as_of=TODAY).assessment
    assert [one.code for one in hushed.findings if one.suppression] == ["DDD103"]
    assert hushed.maintenance == plain.maintenance
    assert hushed.procedures == plain.procedures


@pytest.mark.slow
def test_very_many_of_them_are_read_once_each() -> None:
    """A block of a hundred thousand comments, and as many findings: neither is held against each of the other."""
    many = 100_000
    block, lines = [f"# {GOOD}"] * many, [f"dump # {GOOD}"] * many
    some = [finding(number) for number in range(many + 1, 2 * many + 1)]
    found = settled(some, ["cron.d/x"], lambda _: block + lines, TODAY, everything=False)
    assert [one.suppression is not None for one in found] == [True] * many
    late = settled([], ["cron.d/x"], lambda _: block, date(2028, 1, 1), everything=False)
    assert [one.code for one in late] == ["DDD901"] * many


def test_the_first_word_that_fits_is_the_one_told() -> None:
    """Of two that speak of one finding: the configuration's before the comment's, the upper before the lower."""
    lines = [f"# {GOOD}", f"# {GOOD.replace('the vendor', 'nobody')}", "0 3 * * * root dump"]
    whole, part = (
        Rule(("DDD103",), TODAY, reason, Evidence(".ddd.yaml", number, 1, ""), subject)
        for number, reason, subject in ((1, "all of them", ""), (2, "this one", "cron.d/dump"))
    )
    one = finding(3, subject="cron.d/dump")

    def reason(*rules: Rule) -> str | None:
        told, *_ = settled([one], ["cron.d/x"], lambda _: lines, TODAY, rules, everything=False)
        return told.suppression.reason if told.suppression else None

    assert reason() == "the vendor documents it in May"
    assert (reason(whole, part), reason(part, whole)) == ("all of them", "this one")
