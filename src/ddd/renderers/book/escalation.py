"""The escalation matrix: for what fails and how grave it is, whom to call, after how long and by which channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ddd.model import Artifact, Ratio
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import matrix
from ddd.renderers.views.cutting import Cut, cut, share
from ddd.renderers.views.failures import Failure
from ddd.renderers.views.matrix import Lack, Row

_MOST_ROWS = 200
"""Of each table."""
_MOST_FAILURES = 700
"""Of all sections together."""

_ADVICE = {
    Lack.WHOM: "a line in `CODEOWNERS`, `# Owner: …` in the script, or an entry below `escalations:`",
    Lack.SEVERITY: "`severity:` in an entry below `escalations:`, or the label `severity` of an alert",
    Lack.AFTER: "`after:` in an entry below `escalations:`, or `for:` and `group_wait:` of an alert",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The failure modes that take one way, as far as the page shows them."""

    row: Row
    failures: Cut[Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One component."""

    title: str
    anchor: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is missing, and how often."""

    lack: Lack
    modes: int
    components: int
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The rows that lack the same."""

    lacks: tuple[Lack, ...]
    rows: Cut[Row]

    @property
    def title(self) -> str:
        """What is missing, as a heading."""
        words = ", ".join(self.lacks)
        return f"Missing: {words}"

    @property
    def is_known(self) -> bool:
        """Somebody is named, or something else is said already."""
        return any(row.levels or row.severity or row.said for row in self.rows.shown)


@renderer("escalation", Pillar.ESCALATION, "what fails, how grave it is, whom to call and after how long")
def escalation(book: Book) -> Iterator[Artifact]:
    """Yield `escalation.md`."""
    rows = matrix.of_failure_modes(book.plan, book.spec)
    defined = cut([row for row in rows if not row.lacks], _MOST_ROWS)
    undefined = [row for row in rows if row.lacks]
    text = templates.page(
        "escalation.md.j2",
        figure=book.assessment.escalation,
        percent=_percent(book.assessment.escalation),
        defined=defined,
        undefined=list(_by_lack(undefined)),
        open_modes=_total(undefined),
        missing=list(_missing(undefined)),
        sections=list(_sections(defined.shown)),
        sentences=any(row.said for row in undefined),
        watched=cut(watched := matrix.of_triggers(book.plan, book.spec), _MOST_ROWS),
        conditions=_total(watched),
        open_conditions=_total([row for row in watched if row.lacks]),
    )
    yield Artifact(path="escalation.md", text=text.rstrip("\n") + "\n", title="Escalation matrix")


def _percent(figure: Ratio) -> str:
    return "" if figure.percent is None else f"{figure.percent:g} %"


def _total(rows: Iterable[Row]) -> int:
    return sum(len(row.facts) for row in rows)


def _missing(rows: Sequence[Row]) -> Iterator[Missing]:
    for lack in Lack:
        lacking = [row for row in rows if lack in row.lacks]
        if lacking:
            components = len({row.component for row in lacking})
            yield Missing(lack=lack, modes=_total(lacking), components=components, advice=_ADVICE[lack])


def _by_lack(rows: Sequence[Row]) -> Iterator[Open]:
    """Yield the rows by what they lack, those that lack most first; in each, where there are most failures first."""
    ordered = sorted(rows, key=lambda row: (-len(row.lacks), row.lacks, -len(row.facts), row.component))
    groups = [(lacks, tuple(group)) for lacks, group in groupby(ordered, key=lambda row: row.lacks)]
    most = share([len(group) for _, group in groups], _MOST_ROWS)
    yield from (Open(lacks=lacks, rows=cut(group, most)) for lacks, group in groups)


def _sections(rows: Sequence[Row]) -> Iterator[Section]:
    listed = [(row, row.failures) for row in rows]
    most = share([len(failures) for _, failures in listed], _MOST_FAILURES)
    for _, group in groupby(listed, key=lambda one: one[0].component):
        ways = tuple(Way(row=row, failures=cut(failures, most)) for row, failures in group)
        yield Section(title=ways[0].row.title, anchor=ways[0].row.anchor, ways=ways)
