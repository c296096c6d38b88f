"""Assessments for the reports: one whose figures are easy to work out by hand, and the same with any text in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from ddd.model import (
    Assessment,
    Cadence,
    CadenceResult,
    Completeness,
    Documented,
    ElementResult,
    Evidence,
    Finding,
    Gate,
    Inventory,
    Lack,
    Point,
    Problem,
    Ratio,
    Readiness,
    Scanned,
    Severity,
    Share,
    Suppression,
    Verdict,
    replace,
)

EXAMPLE = Path(__file__).parents[2] / "examples/ansible_baseline"
INVENTORY = Inventory(
    scanned=Scanned(files=3, bytes=9, skipped=(("binary", 0), ("too_large", 1))),
    facts=(),
    findings=(),
    problems=(Problem("a.yml", 1, "yaml", "broken"),),
    paths=("a.yml", "b.sh", "c", "d"),
)
HOSTILE = (
    "</td></table><script>alert(1)</script> <img src=x onerror=y> --> `tick` ``two`` | **bold** _it_ ~~no~~ "
    "[a](javascript:b) ![i](x) <https://evil.example> &lt; {{ item }} {% raw %} @team [red]x[/red] \\x1b[31m \\"
)
LINES = f"x\n::error::{HOSTILE}\n/close\n# heading\n\n<b>\n```\n- item\n"
PIECES = st.sampled_from(
    [
        *("<b>", "</td>", "<script>", "-->", "<!--", "&lt;", "`", "``", "|", "*", "_", "[a](b)", "![a](b)", "[red]"),
        *("\n::error::x", "\n# x", "\n", "\t", " ", "\\", "\x1b[31m", "\x00", "‮", "{{", "@team", "1. ", "é", "世"),
        *("<http://a.b>", "~~", '"', "'", "]]>"),
    ]
)
# Noncharacters are excluded with the unassigned: to an HTML reader they are errors wherever they stand.
TEXTS = st.lists(PIECES | st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=4), max_size=8).map("".join)


def place(path: str = "backup.sh", line: int = 7) -> Evidence:
    return Evidence(path=path, line=line)


def point(criterion: str, earned: float, possible: float, reason: str = "not documented; add `it`") -> Point:
    return Point(
        criterion=criterion, earned=earned, possible=possible, reason=reason, evidence=(place(),) if earned else ()
    )


def element(name: str, earned: float, task: str = "", reason: str = "no active task") -> ElementResult:
    verdict = Verdict.MET if earned >= 0.8 else Verdict.PARTIAL if earned else Verdict.MISSING
    tasks = (task,) if task else ()
    return ElementResult(element=name, verdict=verdict, earned=earned, tasks=tasks, missing=(), reason=reason)


def share(name: str, tasks: int, earned: float) -> Share:
    return Share(
        name=name,
        tasks=tasks,
        maintenance=Ratio(0.1, 1),
        procedures=Ratio(earned, 100 * tasks),
        automation=Ratio(1, tasks),
    )


BACKUP = Completeness(
    task="backup",
    score=85,
    points=(
        point("action", 20, 20, "2 of 2 steps"),
        point("expected", 15, 15, "2 of 2 steps"),
        point("validation", 15, 15, "says backup.sh:7"),
        point("rollback", 15, 15, "not needed"),
        point("on_failure", 0, 10),
        point("precheck", 10, 10, "says backup.sh:7"),
        point("escalation", 10, 10, "says backup.sh:7"),
        point("duration", 0, 5),
    ),
)
ROTATE = Completeness(
    task="rotate",
    score=40,
    points=(
        point("action", 20, 20, "1 of 1 steps"),
        point("expected", 15, 15, "1 of 1 steps"),
        point("validation", 0, 15),
        point("rollback", 15, 15, "not needed"),
        point("escalation", 0, 10),
    ),
    cap="no check comes after the last change: at most 40",
)


def assessment(**fields: object) -> Assessment:
    """Return the assessment of a small system.

    daily  (0.4): health_checks 0.000, log_rotation 0.4 -> 0.4 × (0 + 0.4) / 2 = 0.08;  each element is worth 20 points
    weekly (0.6): backups 0.85                          -> 0.6 × 0.85          = 0.51;  it is worth 60 points
    whole: 0.59 of 1
    """
    start = Assessment(
        maintenance=Ratio(0.59, 1),
        procedures=Ratio(125, 200),
        escalation=Ratio(0, 12),
        automation=Ratio(1, 2),
        documentation=Ratio(71, 73),
        documented=(
            Documented(kind="ansible_module", title="Ansible modules", complete=Ratio(71, 73), elements=()),
            Documented(kind="script", complete=Ratio(0, 0), elements=()),
        ),
        cadences=(
            CadenceResult(
                cadence=Cadence.DAILY,
                weight=0.4,
                elements=(
                    element("health_checks", 0.0),
                    element("log_rotation", 0.4, "rotate", "rotate: held at 40; validation: not documented"),
                ),
            ),
            CadenceResult(
                cadence=Cadence.WEEKLY,
                weight=0.6,
                elements=(element("backups", 0.85, "backup", "backup: on_failure: not documented"),),
            ),
        ),
        completeness=(BACKUP, ROTATE),
        categories={"backup": "backups", "rotate": "log_rotation"},
        components=(share("roles/backup", 1, 85), share("", 1, 40)),
        owners=(share("@dba", 2, 125),),
        readiness=(
            Readiness(task="backup", cadence=Cadence.WEEKLY, lacks=()),
            Readiness(
                task="rotate",
                cadence=Cadence.DAILY,
                lacks=(
                    Lack.PROCEDURE,
                    Lack.BLANKS,
                    Lack.ACCESS,
                    Lack.VALIDATION,
                ),
            ),
        ),
        findings=(
            Finding(
                code="DDD103",
                severity=Severity.WARNING,
                message="rotate: it lacks `validation`",
                evidence=(place("rotate.sh", 3),),
                subject="rotate",
            ),
            Finding(code="DDD101", severity=Severity.CRITICAL, message="missing", subject="daily/health_checks"),
            Finding(
                code="DDD201",
                severity=Severity.CRITICAL,
                message="refused",
                evidence=(place("crontab", 1),),
                suppression=Suppression(reason="known", until="2027-03-01"),
            ),
        ),
        threshold=80,
        gates=(Gate(name="maintenance coverage", measured=59.0, wanted=80, passed=False),),
    )
    return replace(start, **fields)


EMPTY = assessment(
    maintenance=Ratio(0, 0),
    procedures=Ratio(0, 0),
    escalation=Ratio(0, 0),
    automation=Ratio(0, 0),
    documentation=None,
    documented=(),
    cadences=(),
    completeness=(),
    categories={},
    components=(),
    owners=(),
    readiness=(),
    findings=(),
    gates=(Gate(name="maintenance coverage", measured=None, wanted=80, passed=True),),
)


def saying(text: str) -> Assessment:
    """Return the assessment with a text wherever a repository's own text may stand.

    Names that must differ end in a letter of their own, and none is empty.
    """
    tame = assessment()
    named: Callable[[str], str] = lambda letter: f"{text}{letter}"  # noqa: E731
    where = Evidence(path=named("p"), line=3, excerpt=text)
    backup, rotate = (
        replace(
            one,
            task=named(letter),
            cap=one.cap and named("h"),
            points=tuple(replace(each, reason=text, evidence=(where,)) for each in one.points),
        )
        for one, letter in ((BACKUP, "b"), (ROTATE, "r"))
    )
    daily, weekly = tame.cadences
    return assessment(
        documented=(Documented(kind="x", title=named("d"), complete=Ratio(1, 2), elements=()),),
        cadences=(
            replace(daily, elements=(element(named("e"), 0, "", text), element(named("f"), 0.4, rotate.task, text))),
            replace(weekly, elements=(element(named("g"), 0.85, backup.task, text),)),
        ),
        completeness=(backup, rotate),
        categories={backup.task: text},
        components=(share(named("c"), 1, 1), share(named("k"), 1, 2)),
        owners=(share(named("o"), 1, 1), share(named("q"), 1, 2)),
        readiness=(Readiness(task=rotate.task, cadence=Cadence.DAILY, lacks=(Lack.BLANKS,)),),
        findings=(
            Finding(
                code="DDD209",
                severity=Severity.INFO,
                message=text,
                evidence=(where,),
                suppression=Suppression(reason=text, until=text),
            ),
        ),
        gates=(*tame.gates, Gate(name=named("g"), measured=1, wanted=2, passed=False)),
    )


def crowded(tasks: int) -> Assessment:
    """Return an assessment of many tasks, components, owners and findings."""
    names = [f"task-{number:04}" for number in range(tasks)]
    scores = tuple(
        replace(ROTATE if number % 2 else BACKUP, task=name, score=float(number % 101))
        for number, name in enumerate(names)
    )
    return assessment(
        completeness=scores,
        components=tuple(share(f"roles/{name}", 1, 50) for name in names),
        owners=tuple(share(f"@{name}", 1, 50) for name in names),
        readiness=tuple(
            Readiness(task=name, cadence=list(Cadence)[number % len(Cadence)], lacks=(Lack.ACCESS,))
            for number, name in enumerate(names)
        ),
        findings=tuple(
            Finding(code="DDD103", severity=Severity.WARNING, message=name, evidence=(place(name),), subject=name)
            for name in names
        ),
    )
