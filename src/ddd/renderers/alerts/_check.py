"""The alerts about `ddd check` itself, and their test cases: who watches over what watches over the tasks.

They are there for everybody and can fire only where a check has run before: elsewhere its series never were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ddd import metrics
from ddd.model import Severity
from ddd.renderers.alerts import _series as expect
from ddd.renderers.alerts._series import Series, series
from ddd.renderers.alerts._words import Annotations, literal
from ddd.renderers.renderer import Options

PAGE = "alerts.md"
_ANCHOR = "the-daily-check"
_HOUR = 3600
HOURS_WITHOUT = 26
"""How long there may be no success: the check runs once a day."""
DELIVERED = 0.9
"""Which part of its messages must arrive."""
_REMEMBERED = "7d"
"""How long a check whose series are gone altogether is missed; after that it counts as taken away."""
_TOO_LATE = HOURS_WITHOUT * _HOUR
_INTERVAL = "1h"
_NOW = "0m"

Rule = dict[str, Any]
Test = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an annotation speaks of."""

    where: str
    """The place of the check, as the end of its name; may be empty."""
    runbook_url: str
    value: str = ""


def rules(options: Options) -> Iterator[Rule]:
    """Yield the alerts about the check."""
    subject = _Subject("{{ with $labels.instance }} on {{ . }}{{ end }}", _url(literal(options.base), options))
    yield _rule(metrics.CHECK_FAILED, f"{metrics.CHECK_LAST_RUN_SUCCESS} == 0", Severity.WARNING, _failed(subject))
    yield _rule(
        metrics.CHECK_STOPPED,
        # The last value that was known: one that is no longer told at all is missed as well.
        f"time() - last_over_time({metrics.CHECK_LAST_SUCCESS}[{_REMEMBERED}]) > {_TOO_LATE}",
        Severity.CRITICAL,
        _stopped(_with(subject, "{{ $value | humanizeDuration }}")),
    )
    sent = metrics.series(metrics.CHECK_MESSAGES, **{metrics.RESULT: metrics.SENT})
    without = f"sum without ({metrics.RESULT})"
    yield _rule(
        metrics.DELIVERY_POOR,
        f"{without} ({sent})\n  / {without} ({metrics.CHECK_MESSAGES}) < {DELIVERED}",
        Severity.WARNING,
        _poor(_with(subject, "{{ $value | humanizePercentage }}")),
    )
    untold = _untold(_with(subject, "{{ $value | humanize }}"))
    yield _rule(metrics.CHECK_TELLS_NOBODY, f"{metrics.CHECK_UNTOLD} > 0", Severity.WARNING, untold)


def cases(options: Options) -> Iterator[Test]:
    """Yield the test cases of these alerts."""
    yield _silent()
    yield _loud(options)
    yield _gone(options)


def _silent() -> Test:
    told = [
        *_run("in-the-last-second", success=-_TOO_LATE, went_well=1, sent=9, failed=1),
        *_run("nobody-to-tell", success=0, went_well=1, sent=0, failed=0),
    ]
    every = (metrics.CHECK_FAILED, metrics.CHECK_STOPPED, metrics.DELIVERY_POOR, metrics.CHECK_TELLS_NOBODY)
    return _test(
        f"{HOURS_WITHOUT} hours after its last success, with nine of ten messages delivered: silent",
        told,
        [expect.alerts_at(_NOW, alert, []) for alert in every],
    )


def _loud(options: Options) -> Test:
    told = [
        *_run("well", success=0, went_well=1, sent=9, failed=1),
        *_run("stopped", success=-_TOO_LATE - 1, went_well=1, sent=1, failed=0),
        *_run("failed", success=-1, went_well=0, sent=1, failed=0),
        *_run("poor", success=-1, went_well=1, sent=3, failed=1),
        *_run("unowned", success=-1, went_well=1, sent=1, failed=0, untold=1),
    ]
    failed, stopped, poor, unowned = (_this(options, where) for where in ("failed", "stopped", "poor", "unowned"))
    checks = [
        _fires(_NOW, metrics.CHECK_FAILED, Severity.WARNING, "failed", _failed(failed)),
        _fires(_NOW, metrics.CHECK_STOPPED, Severity.CRITICAL, "stopped", _stopped(_with(stopped, "1d 2h 0m 1s"))),
        _fires(_NOW, metrics.DELIVERY_POOR, Severity.WARNING, "poor", _poor(_with(poor, "75%"))),
        _fires(_NOW, metrics.CHECK_TELLS_NOBODY, Severity.WARNING, "unowned", _untold(_with(unowned, "1"))),
    ]
    what = "failed, without success for a second too long, a fourth of the messages lost, or nobody to be told: fires"
    return _test(what, told, checks)


def _gone(options: Options) -> Test:
    """Return the test of series that vanish: of the check on a host that is no more, or of a file that was deleted."""
    told = [series(metrics.CHECK_LAST_SUCCESS, f"0 _x{HOURS_WITHOUT + 1}", instance="gone")]
    lateness = "1d 3h 0m 0s"
    words = _stopped(_with(_this(options, "gone"), lateness))
    checks = [
        expect.alerts_at(f"{HOURS_WITHOUT}h", metrics.CHECK_STOPPED, []),
        _fires(f"{HOURS_WITHOUT + 1}h", metrics.CHECK_STOPPED, Severity.CRITICAL, "gone", words),
    ]
    return _test("no longer told at all: fires as soon as it has been without success for too long", told, checks)


def _failed(subject: _Subject) -> Annotations:
    return _annotations(
        subject,
        "failed",
        f"The last run of the daily check{subject.where} failed: who has work that is due was not told today. "
        "Run `ddd check` there to see why.",
    )


def _stopped(subject: _Subject) -> Annotations:
    return _annotations(
        subject,
        "has stopped",
        f"The daily check{subject.where} has not succeeded for {subject.value}: nobody is told what is due. "
        "See whether its timer is still there, and run `ddd check`.",
    )


def _poor(subject: _Subject) -> Annotations:
    return _annotations(
        subject,
        "does not reach everybody",
        f"Only {subject.value} of the messages since the day before the last daily check{subject.where} were "
        "delivered. `ddd notify list` shows the others, and why.",
    )


def _untold(subject: _Subject) -> Annotations:
    return _annotations(
        subject,
        "has nobody to tell",
        f"Tasks that are due, and that the daily check{subject.where} tells nobody of: {subject.value}. They have "
        "neither assignee nor owner, or those have no address: `ddd due` shows whose they are.",
    )


def _annotations(subject: _Subject, what: str, description: str) -> Annotations:
    summary = f"The daily check{subject.where} {what}"
    return {"summary": summary, "description": description, "runbook_url": subject.runbook_url}


def _rule(alert: str, expression: str, severity: Severity, annotations: Annotations) -> Rule:
    return {
        "alert": alert,
        "expr": expression,
        "labels": {metrics.SEVERITY: severity.value},
        "annotations": annotations,
    }


def _url(base: str, options: Options) -> str:
    return f"{base}{options.page(PAGE)}#{_ANCHOR}"


def _this(options: Options, where: str) -> _Subject:
    return _Subject(f" on {where}", _url(options.base, options))


def _with(subject: _Subject, value: str) -> _Subject:
    return _Subject(subject.where, subject.runbook_url, value)


def _run(where: str, *, success: int, went_well: int, sent: int, failed: int, untold: int = 0) -> Iterator[Series]:
    """Yield what one check tells. success: when it last succeeded, in seconds since 1970."""
    yield series(metrics.CHECK_LAST_SUCCESS, success, instance=where)
    yield series(metrics.CHECK_LAST_RUN_SUCCESS, went_well, instance=where)
    yield series(metrics.CHECK_UNTOLD, untold, instance=where)
    for result, count in ((metrics.SENT, sent), ("failed", failed)):
        yield series(metrics.CHECK_MESSAGES, count, **{metrics.RESULT: result}, instance=where)


def _fires(time: str, alert: str, severity: Severity, where: str, annotations: Mapping[str, str]) -> dict[str, Any]:
    labels = {metrics.SEVERITY: severity.value, metrics.INSTANCE: where}
    return expect.alerts_at(time, alert, [{"exp_labels": labels, "exp_annotations": dict(annotations)}])


def _test(what: str, told: list[Series], checks: list[dict[str, Any]]) -> Test:
    return {"name": f"the daily check: {what}", "interval": _INTERVAL, "input_series": told, "alert_rule_test": checks}
