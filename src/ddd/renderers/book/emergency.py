"""The emergency runbook: the first five minutes, then what one sees when something fails, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup

from ddd import markup
from ddd.model import Artifact, Contact, FailureMode, Plan, State
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import cutting, paging, symptoms, watched
from ddd.renderers.views.failures import NO_COMPONENT, Component, by_component, gravest, identity
from ddd.renderers.views.first_minutes import looks

PAGE = "emergency.md"
FOLDER = "emergency"

_EVERYTHING = "*"
_MOST_ROWS = 300
"""Of one component in one piece."""
_MOST_HERE = 250_000
"""How much of what fails stands on the page itself; what breaks no task is the first to leave."""
_MOST_CONTACTS = 6
_MOST_GRAVE = 8
_MOST_WATCHED = 300
_MOST_SUPPRESSED = 150
_MOST_WORDS = 12
"""Of one letter in the index of symptoms."""
_F = TypeVar("_F", Contact, FailureMode)


@dataclass(frozen=True, slots=True)
class _Told:
    """A component and its section as it stands on a page."""

    component: Component
    text: Markup


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of many: `emergency/lib-modules.md`."""

    group: paging.Group
    told: tuple[_Told, ...]

    @property
    def path(self) -> str:
        """From the folder of all pages."""
        return f"{FOLDER}/{self.group.name}.md"

    @property
    def title(self) -> str:
        """From which folder to which."""
        return self.group.title or NO_COMPONENT

    @property
    def components(self) -> int:
        """How many folders."""
        return len({one.component.name for one in self.told})

    @property
    def failures(self) -> int:
        """How many ways of failing."""
        return sum(len(one.component.failures) for one in self.told)


@renderer("emergency", Pillar.EMERGENCY, "something failed and you have its message: start here")
def emergency(book: Book) -> Iterator[Artifact]:
    """Yield `emergency.md` and, where what fails is too much for it, `emergency/<folders>.md`."""
    plan = book.plan
    of_tasks, others, suppressed = (by_component(modes, plan) for modes in _sorted_out(plan))
    tasks_here = _here(of_tasks, _MOST_HERE)
    others_here = None if tasks_here is None else _here(others, _MOST_HERE - sum(map(len, tasks_here)))
    pages = _pages((*(of_tasks if tasks_here is None else ()), *(others if others_here is None else ())))
    text = templates.page(
        "emergency.md.j2",
        first=_first(plan, of_tasks),
        watched=_watched(plan),
        tasks=of_tasks,
        tasks_here=tasks_here or [],
        others=others,
        others_here=others_here or [],
        pages=pages,
        page_of={one.component.name: page.path for page in reversed(pages) for one in reversed(page.told)},
        symptoms=symptoms.index(_messages(pages), _MOST_WORDS),
        suppressed=cutting.cut([(one, failure) for one in suppressed for failure in one.failures], _MOST_SUPPRESSED),
        counts={"tasks": _count(of_tasks), "others": _count(others)},
    )
    yield Artifact(path=PAGE, text=text, title="Emergency runbook")
    for page in pages:
        text = templates.page("emergency-group.md.j2", page=page, texts=[one.text for one in page.told])
        yield Artifact(path=page.path, text=text, title=f"What fails in {page.title}")


def _first(plan: Plan, of_tasks: Iterable[Component]) -> dict[str, object]:
    """Return what the first five minutes need."""
    contacts = [fact for fact in _active(plan, Contact) if fact.scope == _EVERYTHING]
    failures = (failure for component in of_tasks for failure in component.failures)
    return {
        "contacts": cutting.cut(contacts, _MOST_CONTACTS),
        "looks": looks(plan),
        "grave": gravest(failures, _MOST_GRAVE),
        "tasks": len(plan.tasks),
    }


def _watched(plan: Plan) -> dict[str, object]:
    """Return what is watched, and how many rows of it are left out."""
    groups = watched.by_component(plan, NO_COMPONENT)
    most = cutting.share([len(one.entries) for one in groups], _MOST_WATCHED)
    shown = [(one.title, one.entries[:most]) for one in groups if one.entries[:most]]
    return {"groups": shown, "rest": sum(len(one.entries[most:]) for one in groups)}


def _here(components: Iterable[Component], room: int) -> list[Markup] | None:
    """Return the sections of components for the page itself; None where they need more room than it has."""
    texts = []
    for told in _told(components, ""):
        room -= len(told.text)
        if room < 0:
            return None
        texts.append(told.text)
    return texts


def _pages(components: Iterable[Component]) -> list[_Page]:
    told = sorted(_told(components, "../"), key=lambda one: (one.component.name.split("/"), one.component.part))
    groups = paging.laid_out([paging.Piece(one.component.name, len(one.text.encode())) for one in told])
    return [_Page(group, tuple(told[group.begin : group.end])) for group in groups]


def _told(components: Iterable[Component], up: str) -> Iterator[_Told]:
    """Yield the section of each component; `up`: the way from its page to the folder of all pages."""
    for component in components:
        for part in component.parts(_MOST_ROWS):
            yield _Told(part, markup.markdown(templates.page("component.md.j2", component=part, up=up).strip()))


def _messages(pages: Iterable[_Page]) -> Iterator[tuple[str, str]]:
    for page in pages:
        for told in page.told:
            yield from ((failure.title, page.group.name) for failure in told.component.failures)


def _count(components: Iterable[Component]) -> int:
    return sum(len(failure.modes) for component in components for failure in component.failures)


def _sorted_out(plan: Plan) -> tuple[list[FailureMode], list[FailureMode], list[FailureMode]]:
    """Return those that break a task, all others, and those the code suppresses; each once."""
    of_tasks = {
        identity(mode): mode for task in plan.tasks for mode in task.failure_modes if mode.state is State.ACTIVE
    }
    others = {identity(mode): mode for mode in _active(plan, FailureMode) if identity(mode) not in of_tasks}
    everything = of_tasks | others
    return (
        [mode for mode in of_tasks.values() if not mode.suppressed],
        [mode for mode in others.values() if not mode.suppressed],
        [mode for mode in everything.values() if mode.suppressed],
    )


def _active(plan: Plan, kind: type[_F]) -> Iterator[_F]:
    facts = (fact for fact in plan.inventory.facts if isinstance(fact, kind) and fact.state is State.ACTIVE)
    yield from sorted(facts, key=lambda fact: (fact.place, fact.name))
