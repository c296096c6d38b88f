"""One file per kind of artifact, each with a decorated generator. Nothing is registered: what is here is found.

A module whose name begins with `_` holds what several renderers share.
"""

from __future__ import annotations

import sys
from functools import cache

from ddd.discovery import discovered
from ddd.model import Artifact, Assessment, Plan
from ddd.renderers.renderer import Options, Renderer

__all__ = ["Options", "Renderer", "discover", "render"]


@cache
def discover() -> tuple[Renderer, ...]:
    """Return every renderer of this package, sorted by name. Raises ValueError when two have one name."""
    return discovered(sys.modules[__name__], Renderer)


def render(plan: Plan, assessment: Assessment, options: Options) -> tuple[Artifact, ...]:
    """Return every artifact, sorted by path. Raises ValueError when two have one path."""
    artifacts: dict[str, Artifact] = {}
    for one in discover():
        for artifact in one.render(plan, assessment, options):
            if artifacts.setdefault(artifact.path, artifact) is not artifact:
                raise ValueError(f"two artifacts have the path {artifact.path!r}")
    return tuple(artifacts[path] for path in sorted(artifacts))
