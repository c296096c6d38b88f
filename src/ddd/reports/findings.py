"""Findings as linters print them: `path:line:column: CODE severity: message`, one a line, in the order of the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ddd.errors import UsageError
from ddd.model import Finding, Severity

_FROM_MILD = (Severity.INFO, Severity.WARNING, Severity.CRITICAL)
_NEVER = "never"


def lines(findings: Sequence[Finding]) -> str:
    """Return a line for each finding, sorted by place and code; nothing for none."""
    return "".join(f"{_place(one)}: {one.code} {one.severity}: {one.message}\n" for one in sorted(findings, key=_order))


def summary(findings: Sequence[Finding]) -> str:
    """Return how many there are of each severity, the gravest first."""
    if not findings:
        return "no findings"
    count = Counter(one.severity for one in findings)
    told = ", ".join(f"{count[severity]} {severity}" for severity in reversed(_FROM_MILD) if count[severity])
    return f"{len(findings)} finding{'s' if len(findings) > 1 else ''}: {told} (`ddd explain CODE` says what to do)"


def limit(word: str) -> Severity | None:
    """Return the severity from which on the gate fails; None for `never`. Raises UsageError for any other word."""
    if word == _NEVER:
        return None
    if word not in list(Severity):
        raise UsageError(f"no severity “{word}”", advice=f"there are: {', '.join(_FROM_MILD)}, {_NEVER}")
    return Severity(word)


def reaches(findings: Sequence[Finding], limit: Severity | None) -> bool:
    """Tell whether a finding is as grave as the limit or graver."""
    return limit is not None and any(_FROM_MILD.index(one.severity) >= _FROM_MILD.index(limit) for one in findings)


def _order(finding: Finding) -> tuple[tuple[str, int, int], str, str]:
    place = finding.evidence[0] if finding.evidence else None
    return ((place.path, place.line, place.column) if place else ("", 0, 0)), finding.code, finding.message


def _place(finding: Finding) -> str:
    place = finding.evidence[0] if finding.evidence else None
    if place is None:
        return "-"
    is_command = place.path.lstrip().startswith("::")  # to GitHub's runner, which trims the line
    path = f"./{place.path}" if is_command else place.path
    return f"{path}:{place.line}:{place.column}"
