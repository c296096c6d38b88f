"""What has ended and what ends soon: the days around the edges."""

from __future__ import annotations

from datetime import date

import pytest

from ddd.lint import Context, lint
from ddd.model import Confidence, Evidence, Expiry, Severity, State

AS_OF = date(2026, 6, 1)


def expiry(not_after, **more):
    given = {"system": "comment", "subject": "the old endpoint", **more}
    return Expiry(not_after=not_after, evidence=(Evidence("app.py", 1),), **given)


def found(*facts):
    return list(lint(facts, Context(lambda _: [], AS_OF)))


@pytest.mark.parametrize(
    ("not_after", "lead", "code"),
    [
        ("2026-05-31", None, "DDD303"),
        ("2026-06-01", None, "DDD304"),
        ("2026-07-01", None, "DDD304"),
        ("2026-07-02", None, ""),
        ("2026-07-02", 60, "DDD304"),
        ("2026-06-12", 10, ""),
        ("2026-06-11", 10, "DDD304"),
        ("", 30, ""),
        ("${var.ends}", None, ""),
    ],
)
def test_the_last_day_and_the_lead_decide(not_after, lead, code):
    assert [one.code for one in found(expiry(not_after, lead_days=lead))] == ([code] if code else [])


def test_an_ended_certificate_is_critical_and_anything_else_a_warning():
    certificate, promise = found(expiry("2026-01-01", system="x509", note="self-signed")), found(expiry("2026-01-01"))
    assert certificate[0].severity is Severity.CRITICAL
    assert "ended on 2026-01-01 (self-signed)" in certificate[0].message
    assert promise[0].severity is Severity.WARNING


def test_who_renews_it_is_told():
    [one] = found(expiry("2026-06-05", renewed_by="cert-manager"))
    assert one.message.endswith("cert-manager is to renew it")


@pytest.mark.parametrize(
    "more", [{"state": State.EXAMPLE}, {"confidence": Confidence.LOW}, {"state": State.UNRESOLVED}]
)
def test_bundles_and_examples_are_left_in_peace(more):
    assert found(expiry("2020-01-01", **more)) == []
