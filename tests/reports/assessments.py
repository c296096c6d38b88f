"""A small assessment with one of everything, and any text in every place where a repository's text may stand."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ddd.model import (
    Assessment,
    Cadence,
    CadenceResult,
    Completeness,
    ElementResult,
    Evidence,
    Finding,
    Gate,
    Inventory,
    Point,
    Problem,
    Ratio,
    Scanned,
    Severity,
    Suppression,
    Verdict,
    replace,
)

PATHS = ("README.md", "pyproject.toml", "roles/backup/files/nightly dump.sh", "roles/backup/tasks/main.yml")
SCRIPT, TASKS = PATHS[2:]


def inventory(paths=PATHS, problems=()) -> Inventory:
    scanned = Scanned(files=len(paths), bytes=0, skipped=())
    return Inventory(scanned=scanned, facts=(), findings=(), problems=tuple(problems), paths=tuple(paths))


def finding(code="DDD207", severity=Severity.WARNING, message="found", evidence=(), **more) -> Finding:
    return Finding(code=code, severity=severity, message=message, evidence=tuple(evidence), **more)


def place(path=TASKS, line=13, column=5, excerpt="") -> Evidence:
    return Evidence(path, line, column, excerpt)


HELD = Suppression(
    reason="the vendor mends it", until="2027-03-01", evidence=(place(TASKS, 30, 1, "# ddd: ignore[DDD102] …"),)
)

FINDINGS = (
    finding(
        "DDD101", Severity.CRITICAL, "daily health_checks is missing: no active task", subject="daily/health_checks"
    ),
    finding(
        "DDD102",
        message="daily log_rotation is partial: rotate: no way back is known",
        evidence=[place(TASKS, 31, 7, "cron: {name: rotate}")],
        subject="daily/log_rotation",
        suppression=HELD,
    ),
    finding(
        "DDD102",
        message="weekly backups is partial: dump: validation: not documented; add `test -s`",
        evidence=[place(SCRIPT, 2, 1, "pg_dump harbour > /srv/dump.sql")],
        subject="weekly/backups",
    ),
    finding(
        "DDD201",
        Severity.CRITICAL,
        "ansible-cron refuses “{{ hour }} [see](https://evil.example) 100%”: not a number, nor “*”",
        [place(TASKS, 13, 11, 'hour: "{{ hour }}"'), place("roles/backup/defaults/main.yml", 2, 7, "hour: 3,30")],
    ),
    finding("DDD209", Severity.INFO, "“15 2 * * *” falls into the hour that clocks skip", [place(TASKS, 14)]),
)


def element(name, verdict, earned, tasks=(), missing=(), reason="") -> ElementResult:
    return ElementResult(
        element=name,
        verdict=verdict,
        earned=earned,
        tasks=tasks,
        missing=missing,
        reason=reason or "nothing is missing",
    )


def assessment(**changes) -> Assessment:
    """Daily: one element missing, one partial and suppressed. Weekly: one partial, one met. 0.4 * 0.1 + 0.3 * 0.75."""
    daily = (
        element("health_checks", Verdict.MISSING, 0.0, missing=("task",), reason="no active task for health checks"),
        element("log_rotation", Verdict.PARTIAL, 0.2, ("rotate",), ("rollback",), "rotate: no way back is known"),
    )
    weekly = (
        element("backups", Verdict.PARTIAL, 0.6, ("dump", "copy"), ("validation",), "dump: validation: not documented"),
        element("updates", Verdict.MET, 0.9, ("patch",), ("duration",), "patch: duration: not documented"),
    )
    patch = Point(criterion="action", earned=20, possible=20, reason="1 of 1 steps", evidence=(place(TASKS, 40),))
    start = Assessment(
        maintenance=Ratio(0.265, 0.7),
        procedures=Ratio(0, 0),
        escalation=Ratio(1, 4),
        automation=Ratio(1, 2),
        cadences=(
            CadenceResult(cadence=Cadence.DAILY, weight=0.4, elements=daily),
            CadenceResult(cadence=Cadence.WEEKLY, weight=0.3, elements=weekly),
        ),
        completeness=(Completeness(task="patch", score=90, points=(patch,)),),
        categories={},
        findings=FINDINGS,
        threshold=80.0,
        gates=(
            Gate(name="maintenance coverage", measured=37.9, wanted=80.0, passed=False),
            Gate(name="daily", measured=10.0, wanted=50.0, passed=False),
            Gate(name="escalation_clarity", measured=None, wanted=10.0, passed=True),
            Gate(name="findings new since main", measured=3.0, wanted=0.0, passed=False),
            Gate(name="weekly", measured=75.0, wanted=50.0, passed=True),
        ),
    )
    return replace(start, **changes)


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure; the first example reads the page of every rule."""

# Any text: control characters, lone surrogates and what XML forbids included

HOSTILE = [
    "::set-env name=A::b",
    "\n::error::x",
    "a\r\n::stop-commands::x",
    "##[add-mask]x",
    "%0A%25",
    "[a](b)",
    "a](b",
    "{0} }{ \\[",
    "\x1b[31m \u202e",
    "\ufffe\uffff",
    "\ud800",
    ']]> <b>&amp; "\t x ',
]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(HOSTILE)
SEGMENT = st.text(st.characters(exclude_categories=(), exclude_characters="/"), min_size=1, max_size=12).filter(
    lambda one: one not in (".", "..")  # a path is never written with these: the walk of the tree gives names
)
ANY_PATH = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join) | st.sampled_from(
    ["::error::x.yml", " ::a", "a:b", "%41", "c d.yml", "ü?#.yml", "a,b=c", "##[group]x"]
)
ANY_PLACE = st.builds(Evidence, ANY_PATH, st.integers(1, 9_999), st.integers(1, 200), ANY_TEXT)
ANY_FINDING = st.builds(
    Finding,
    code=st.sampled_from(["DDD101", "DDD201", "DDD999"]),
    severity=st.sampled_from(Severity),
    message=ANY_TEXT,
    evidence=st.lists(ANY_PLACE, max_size=3).map(tuple),
    subject=ANY_TEXT,
    suppression=st.none() | st.builds(Suppression, reason=ANY_TEXT, until=ANY_TEXT, evidence=st.tuples(ANY_PLACE)),
)
ANY_FINDINGS = st.lists(ANY_FINDING, max_size=6)
ANY_PROBLEM = st.builds(Problem, st.just("") | ANY_PATH, st.none() | st.integers(1, 99), ANY_TEXT, ANY_TEXT)
