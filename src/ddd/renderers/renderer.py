"""What a renderer and a target are: pure generators of Artifacts, from the Book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ddd.model import Artifact, Assessment, Completeness, Plan, Task
from ddd.spec import Spec


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


@dataclass(frozen=True, slots=True)
class Book:
    """All that the artifacts are made from."""

    plan: Plan
    assessment: Assessment
    spec: Spec
    options: Options = Options()

    @property
    def scores(self) -> Mapping[str, Completeness]:
        """Procedure Completeness by task id."""
        return {one.task: one for one in self.assessment.completeness}

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


def renderer(name: str, pillar: Pillar, about: str) -> Callable[[Render], Renderer]:
    """Make a generator function a Renderer; found by `ddd.renderers.renderers`, registered nowhere."""

    def decorate(render: Render) -> Renderer:
        return Renderer(name, pillar, about, render)

    return decorate


def target(name: str, folder: str) -> Callable[[Bind], Target]:
    """Make a generator function a Target; found by `ddd.renderers.forms`, registered nowhere."""

    def decorate(bind: Bind) -> Target:
        return Target(name, folder, bind)

    return decorate
