"""What a finding's code is, for the findings that no rule over facts makes: its title, its weight, its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ddd.model import Evidence, Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. Found by the module it stands in; `ddd explain` prints its page."""

    name: str
    """Such as `DDD101`; never given to another kind."""
    title: str
    severity: Severity
    page: str
    """What it means and what to do; the first sentence by itself says it."""

    def finding(self, message: str, evidence: Iterable[Evidence] = (), subject: str = "") -> Finding:
        """Return a finding of this kind."""
        return Finding(
            code=self.name, severity=self.severity, message=message, evidence=tuple(evidence), subject=subject
        )
