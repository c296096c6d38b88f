"""What makes a finding the same finding tomorrow: its code, its file and its subject, never a line or a figure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from ddd.model import Finding


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the fingerprint of each finding, in their order: 64 hexadecimal digits, no two of them equal.

    Findings that are alike in one file (the same words on two lines) are told apart by their order.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        key = _key(finding)
        seen[key] += 1
        found.append(hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest())
    return tuple(found)


def _key(finding: Finding) -> str:
    place = finding.evidence[0] if finding.evidence else None
    words = " ".join(place.excerpt.split()) if place and not finding.subject else ""
    subject = finding.subject or ("" if words else finding.message)
    return "\0".join((finding.code, place.path if place and not finding.subject else "", subject, words))
