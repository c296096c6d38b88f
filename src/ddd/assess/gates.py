"""The conditions on which a pipeline passes: the whole, a cadence, a component, a figure, and no worse than before."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ddd.config import FIGURES
from ddd.errors import UsageError
from ddd.model import Assessment, Cadence, Gate, replace
from ddd.spec import Spec

WHOLE = "maintenance coverage"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for, 0 to 100 each; it overrides the spec. Raises UsageError for any other number."""

    whole: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    """Name of a cadence, a figure or a component -> at least this much."""

    def __post_init__(self) -> None:
        for name, limit in (("the whole", self.whole or 0.0), *self.parts.items()):
            if not 0 <= limit <= 100:  # nan is none either
                raise UsageError(f"{limit:g} for {name}: no number from 0 to 100", advice="such as 60")


def gates(measured: Assessment, spec: Spec, wanted: Wanted, paths: Iterable[str] = ()) -> Assessment:
    """Return the assessment with its gates; `paths` are the files of the repository.

    Raises UsageError when one is named that does not exist: neither a figure nor a folder.
    """
    whole = spec.threshold if wanted.whole is None else wanted.whole
    parts = {**spec.thresholds, **wanted.parts}
    figures = dict(_figures(measured))
    found = [_gate(WHOLE, measured.maintenance_coverage, whole)]
    for name, limit in sorted(parts.items()):
        if name not in figures and not any(path.startswith(f"{name}/") for path in paths):
            raise _unknown(name, figures)
        found.append(_gate(name, figures.get(name), limit))  # a folder without tasks is 0 of 0
    return replace(measured, threshold=whole, gates=tuple(found))


def _unknown(name: str, figures: Iterable[str]) -> UsageError:
    known = list(figures)
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(known)}"
    return UsageError(f"no cadence, figure or component is called “{name}”", advice=advice)


def _gate(name: str, measured: float | None, wanted: float) -> Gate:
    return Gate(name=name, measured=measured, wanted=wanted, passed=measured is None or measured >= wanted)


def _figures(one: Assessment) -> Iterator[tuple[str, float | None]]:
    yield from ((str(result.cadence), result.share.percent) for result in one.cadences)
    yield from ((name, getattr(one, name)) for name in FIGURES)
    taken = {"", *Cadence, *FIGURES}
    yield from ((part.name, part.maintenance.percent) for part in one.components if part.name not in taken)
