"""What a renderer is: a pure generator of Artifacts, from the Plan, its Assessment and the person's Options."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ddd.model import Artifact, Assessment, Plan


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about the artifacts."""

    runbook_base_url: str = ""
    """Where the pages are served, for links from outside; empty: links are relative to the output folder."""


Render = Callable[[Plan, Assessment, Options], Iterator[Artifact]]


@dataclass(frozen=True, slots=True)
class Renderer:
    """One kind of artifact."""

    name: str
    render: Render


def renderer(name: str) -> Callable[[Render], Renderer]:
    """Make a generator function a Renderer; found by `ddd.renderers.discover`, registered nowhere."""

    def decorate(render: Render) -> Renderer:
        return Renderer(name, render)

    return decorate
