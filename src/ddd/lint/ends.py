"""What has ended, and what ends soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Confidence, Expiry, Severity, State

_CERTIFICATES = frozenset({"x509"})
"""Systems whose end stops connections at once."""


@rule("DDD303", "has ended", Severity.WARNING, of=Expiry)
def has_ended(expiries: Sequence[Expiry], context: Context) -> Iterator[Noticed]:
    """Its last day is over: a certificate, a version without security updates, a licence, an exception, a promise.

    Renew it, move to a version that is supported, or do what the comment says and delete it. Where it still has a
    reason, write down until when. Certificates are critical: who checks them refuses the connection. Bundles of other
    people's roots and what stands in tests and examples are not spoken of.
    """
    for one, ends in _dated(expiries):
        if ends < context.as_of:
            severity = Severity.CRITICAL if one.system in _CERTIFICATES else None
            yield Noticed(f"{one.subject} ended on {ends}{_why(one)}", one.evidence, severity)


@rule("DDD304", "ends soon", Severity.INFO, of=Expiry)
def ends_soon(expiries: Sequence[Expiry], context: Context) -> Iterator[Noticed]:
    """Its last day comes within the days that the repository itself gives as a lead.

    Where it gives none, within the `lead_days` of the spec: 30.

    Renew it before, or plan the move now. What renews it by itself (cert-manager, a rotation) is told in the message:
    look whether it does.
    """
    for one, ends in _dated(expiries):
        lead = timedelta(days=context.lead_days if one.lead_days is None else one.lead_days)
        if context.as_of <= ends and ends - context.as_of <= lead:
            renewed = f"; {one.renewed_by} is to renew it" if one.renewed_by else ""
            yield Noticed(f"{one.subject} ends on {ends}{_why(one)}{renewed}", one.evidence)


def _dated(expiries: Sequence[Expiry]) -> Iterator[tuple[Expiry, date]]:
    for one in expiries:
        if one.state is not State.ACTIVE or one.confidence is Confidence.LOW:
            continue
        try:
            ends = date.fromisoformat(one.not_after)
        except ValueError:  # empty, or a value that could not be followed
            continue
        yield one, ends


def _why(one: Expiry) -> str:
    return f" ({one.note})" if one.note else ""
