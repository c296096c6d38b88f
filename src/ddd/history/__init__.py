"""No worse than before: the best score so far, the findings known already, and those a change is answerable for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ddd.assess import Wanted
from ddd.config import Config
from ddd.files import own_file
from ddd.fingerprints import fingerprints
from ddd.history import baseline, commits, ratchet
from ddd.model import Assessment, Finding, Gate, Plan, Severity, replace

__all__ = ["History", "held_against"]

_GRAVE = (Severity.WARNING, Severity.CRITICAL)


class Judged(Protocol):
    """What a judgement of the folder of before gives."""

    @property
    def plan(self) -> Plan: ...
    @property
    def assessment(self) -> Assessment: ...


@dataclass(frozen=True, slots=True)
class History:
    """Against what was before a repository is held."""

    ratchet: Path | None = None
    """The file with the best score so far."""
    baseline: Path | None = None
    """The file with the findings known already."""
    renews_baseline: bool = False
    """The file is about to be written anew: nothing is known already."""
    since: str = ""
    """A commit, a branch or a tag: only what changed since then counts."""
    floor: int | None = None
    """With `since`: a change of fewer lines passes, whatever it does. None: one line counts already."""

    def completed(self, config: Config, root: Path) -> History:
        """Return the history with what the repository's own configuration says where the person says nothing."""
        known = config.baseline or (baseline.FILE if self.renews_baseline else "")
        return replace(
            self,
            ratchet=self.ratchet or (own_file(root, ratchet.FILE) if config.ratchet else None),
            baseline=self.baseline or (own_file(root, known) if known else None),
            floor=config.since_floor if self.floor is None else self.floor,
        )

    def applied_to(self, wanted: Wanted, configured: float | None = None) -> Wanted:
        """Return what is wanted of the whole: no more than before where nobody gives a number.

        `configured` is the threshold that the repository itself asks for. Raises ConfigurationError when the ratchet's
        file is none.
        """
        best = ratchet.best(self.ratchet) if self.ratchet else None
        said = configured if wanted.whole is None else wanted.whole
        asked = [limit for limit in (said, best) if limit is not None]
        compares = bool(self.ratchet or self.baseline or self.since)
        return replace(wanted, whole=max(asked, default=0.0 if compares else None))


def held_against(
    history: History, measured: Assessment, root: Path, paths: Iterable[str], judge: Callable[[Path], Judged]
) -> Assessment:
    """Return the assessment with the gates that history adds; what was known before is marked so.

    `paths` are the files of `root`; `judge` judges a folder of before as `measured` was. Raises UsageError and
    ConfigurationError.
    """
    if history.baseline and not history.renews_baseline:
        reason = f"known since the baseline {history.baseline.name} was written"
        known = baseline.without_known(measured.findings, baseline.read(history.baseline), reason)
        measured = _with_gate(replace(measured, findings=known), "findings not in the baseline")
    if not history.since:
        return measured
    with commits.checked_out(root, history.since) as folder:
        before, changed = judge(folder).assessment, commits.changed_lines(folder, root, paths)
    return _changed_since(history, measured, before, changed)


def _changed_since(history: History, measured: Assessment, before: Assessment, changed: int) -> Assessment:
    worse = frozenset(_worse(before, measured))
    known = frozenset(fingerprints(one for one in before.findings if one.suppression is None))
    reason = f"was there before, in {history.since}"
    findings = baseline.without_known(measured.findings, known, reason, lambda one: one.subject in worse)
    measured = replace(measured, findings=findings)
    name = f"findings new since {history.since}"
    if changed < (1 if history.floor is None else history.floor):
        lines = "line" if changed == 1 else "lines"
        return _with_gate(measured, f"{name}, not counted for {changed} changed {lines}", counts=False)
    return _with_gate(measured, name)


def _with_gate(measured: Assessment, name: str, *, counts: bool = True) -> Assessment:
    new = sum(_is_new(one) for one in measured.findings)
    gate = Gate(name=name, measured=new, wanted=0, passed=not (counts and new))
    return replace(measured, gates=(*measured.gates, gate))


def _is_new(finding: Finding) -> bool:
    return finding.suppression is None and finding.severity in _GRAVE


def _worse(before: Assessment, now: Assessment) -> Iterator[str]:
    """Yield the subjects that earn less than before: a finding that stays may still have become worse."""
    old, new = dict(_earned(before)), dict(_earned(now))
    yield from (subject for subject, earned in new.items() if earned < old.get(subject, 0))


def _earned(one: Assessment) -> Iterable[tuple[str, float]]:
    yield from ((score.task, score.score) for score in one.completeness)
    for result in one.cadences:
        yield from ((f"{result.cadence}/{element.element}", element.earned) for element in result.elements)
