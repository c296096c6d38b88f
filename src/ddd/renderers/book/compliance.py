"""The compliance checklist: for each control family of a standard the evidence that was found, and what to add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddd.compliance import Compliance, Family, Standard, load
from ddd.model import Artifact, Control, State
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import evidence
from ddd.renderers.views.evidence import Found

_MOST_ROWS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyView:
    """One family of a standard, and what there is of the evidence that serves it."""

    family: Family
    found: tuple[Found, ...]
    missing: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardView:
    """One standard, family by family."""

    standard: Standard
    families: tuple[FamilyView, ...]
    named: int
    """How many rules of it, of any edition, the repository names by itself."""

    @property
    def full(self) -> int:
        """Families with evidence of every kind that serves them."""
        return sum(bool(one.found) and not one.missing for one in self.families)

    @property
    def part(self) -> int:
        """Families with evidence of some kinds."""
        return sum(bool(one.found and one.missing) for one in self.families)

    @property
    def none(self) -> int:
        """Families with no evidence although something would serve them."""
        return sum(bool(one.missing) and not one.found for one in self.families)

    @property
    def beyond(self) -> int:
        """Families that nothing in a repository serves."""
        return sum(not one.family.evidence for one in self.families)


@renderer("compliance", Pillar.COMPLIANCE, "what an auditor asks for: the evidence found for SOC 2, ISO 27001, PCI DSS")
def compliance(book: Book) -> Iterator[Artifact]:
    """Yield `compliance.md`: counts, what the repository names itself, a checklist a standard, and the evidence."""
    data = load()
    found = evidence.found(book, data)
    named = _named(book)
    text = templates.page(
        "compliance.md.j2",
        standards=[_standard(one, found, named) for one in data.standards],
        named=named,
        found=[one for one in found.values() if one.is_found],
        missing=_missing(found, data),
        most=_MOST_ROWS,
    )
    yield Artifact(path="compliance.md", text=text, title="Compliance checklist")


def _named(book: Book) -> list[Control]:
    """Return the controls beside which the repository itself names a standard, by what it names."""
    named = [
        one
        for one in book.plan.inventory.facts
        if isinstance(one, Control) and one.standard and one.state is State.ACTIVE
    ]
    return sorted(named, key=lambda one: (one.standard, one.place, one.name))


def _standard(standard: Standard, found: dict[str, Found], named: Iterable[Control]) -> StandardView:
    return StandardView(
        standard=standard,
        families=tuple(_family(one, found) for one in standard.families),
        named=sum(standard.is_named_in(one.standard) for one in named),
    )


def _family(family: Family, found: dict[str, Found]) -> FamilyView:
    wanted = [found[name] for name in family.evidence]
    return FamilyView(
        family=family,
        found=tuple(one for one in wanted if one.is_found),
        missing=tuple(one for one in wanted if not one.is_found),
    )


def _missing(found: dict[str, Found], data: Compliance) -> list[tuple[Found, str]]:
    """Return the kinds that nothing was found of and which families each would serve, those of the most first."""
    missing = [one for one in found.values() if not one.is_found]
    serves = {one.kind.name: _serves(one, data) for one in missing}
    missing.sort(key=lambda one: -sum(map(len, serves[one.kind.name].values())))
    return [(one, _told(serves[one.kind.name])) for one in missing]


def _serves(one: Found, data: Compliance) -> dict[str, list[str]]:
    """Return the numbers of the families that a kind serves, by the title of their standard."""
    return {
        standard.title: [family.number for family in standard.families if one.kind.name in family.evidence]
        for standard in data.standards
    }


def _told(numbers: dict[str, list[str]]) -> str:
    """Return families in words: `SOC 2 CC7, CC9; PCI DSS 6.3`."""
    return "; ".join(f"{title} {', '.join(found)}" for title, found in numbers.items() if found)
