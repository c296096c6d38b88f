"""What a renderer and a target are: pure generators of Artifacts, from the Book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from ddd.model import Artifact, Assessment, Check, Completeness, Evidence, Plan, Task
from ddd.spec import Spec

MARKDOWN: Final = ".md"


class Pillar(StrEnum):
    """What an artifact is for; the index groups by it, in this order."""

    EMERGENCY = "emergency"
    PREDICTABLE = "predictable"
    ERROR_FREE = "error-free"
    ESCALATION = "escalation"
    COMPLIANCE = "compliance"


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about the artifacts."""

    runbook_base_url: str = ""
    """Where the pages are served, for links from outside; empty: links are relative to the output folder."""
    year: int = 2024
    """The calendar year that is laid out day by day where a page shows days; all else depends on no date."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Task id -> what people wrote about it between the keep marks of the Markdown pages, for other forms to show."""
    page_suffix: str = MARKDOWN
    """How the address of a page ends where it is read; the form that is bound says so, not the person."""

    @property
    def base(self) -> str:
        """The address of the folder of all pages, with `/` at its end; empty: beside the file that links to them."""
        return f"{self.runbook_base_url.rstrip('/')}/" if self.runbook_base_url else ""

    def page(self, file: str) -> str:
        """Return how a page is called where it is read, below `base`: `daily.md`, `daily.html` on a site."""
        return file.removesuffix(MARKDOWN) + self.page_suffix


@dataclass(frozen=True)
class Book:
    """All that the artifacts are made from."""

    # Without slots, so that what is asked for each task is looked up once for all of them.

    plan: Plan
    assessment: Assessment
    spec: Spec
    options: Options = Options()
    editions: dict[tuple[str, object], tuple[Book, tuple[Chapter, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """How the addresses of pages end, and what renders them -> the book as it is then, with its chapters."""

    @cached_property
    def scores(self) -> Mapping[str, Completeness]:
        """Procedure Completeness by task id."""
        return {one.task: one for one in self.assessment.completeness}

    @cached_property
    def checks(self) -> Mapping[tuple[Evidence, ...], Check]:
        """The checks of the repository by where they stand."""
        return {fact.evidence: fact for fact in self.plan.inventory.facts if isinstance(fact, Check)}

    def category(self, task: Task) -> str:
        """Return the category of a task by the name of the spec (`backups`); empty: none was recognised."""
        return self.assessment.categories.get(task.id, "")


Render = Callable[[Book], Iterator[Artifact]]


@dataclass(frozen=True, slots=True)
class Renderer:
    """One kind of artifact."""

    name: str
    pillar: Pillar
    about: str
    """For whom and for what it is, as one line of the index."""
    render: Render


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one renderer made of a book."""

    renderer: Renderer
    artifacts: tuple[Artifact, ...]


Bind = Callable[[Book, tuple[Chapter, ...]], Iterator[Artifact]]


@dataclass(frozen=True, slots=True)
class Target:
    """One form that a book is bound in, which is a folder of its own."""

    name: str
    """As `--format` calls it."""
    folder: str
    """Where it goes unless the person says."""
    bind: Bind
    page_suffix: str = MARKDOWN
    """How the addresses of its pages end, for what links to them from outside."""


def renderer(name: str, pillar: Pillar, about: str) -> Callable[[Render], Renderer]:
    """Make a generator function a Renderer; found by `ddd.renderers.renderers`, registered nowhere."""

    def decorate(render: Render) -> Renderer:
        return Renderer(name, pillar, about, render)

    return decorate


def target(name: str, folder: str, page_suffix: str = MARKDOWN) -> Callable[[Bind], Target]:
    """Make a generator function a Target; found by `ddd.renderers.forms`, registered nowhere."""

    def decorate(bind: Bind) -> Target:
        return Target(name, folder, bind, page_suffix)

    return decorate
