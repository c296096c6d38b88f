"""Tells what is wrong in a person's template: where, the line itself, and what there is instead."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from types import FrameType

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.exceptions import SecurityError

from ddd.errors import UsageError
from ddd.renderers.confined.folder import Template
from ddd.scan.text import excerpt, visible

_ABOUT = "docs/templates.md tells what is passed to each template"
_LONGEST = 1_000


def told(error: Exception, known: Mapping[str, Template]) -> UsageError | None:
    """Return what a person can mend; None when no template has a part in it: then it is a bug of ours."""
    paths = {template.path: template for template in known.values()}
    if isinstance(error, TemplateSyntaxError) and error.filename in paths:
        return _fault(paths[error.filename], error.lineno, error.message or "", _ABOUT)
    frames = [
        (paths[frame.f_code.co_filename], line, frame)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename in paths
    ]
    own = [one for one in frames if one[0].is_own] or frames
    if not own:
        return None
    template, line, frame = own[-1]
    return _fault(template, line, _message(error), _advice(error, frame, known))


def _fault(template: Template, line: int, message: str, advice: str) -> UsageError:
    lines = template.text.split("\n")
    shown = f"  {excerpt(lines[line - 1])}" if 0 < line <= len(lines) else ""
    return UsageError(visible(message)[:_LONGEST], where=f"{template.path}:{line}", excerpt=shown, advice=advice)


def _message(error: Exception) -> str:
    match error:
        case TemplateNotFound():
            return f"there is no template {error.name!r}"
        case SecurityError() if str(error).endswith("not safely callable"):
            return "calls what is not safely callable from a template"
        case MemoryError():
            return "needs more memory than a page may: it builds something far too large"
        case RecursionError():
            return "calls itself without an end"
        case _:
            return str(error) or type(error).__name__


def _advice(error: Exception, frame: FrameType, known: Mapping[str, Template]) -> str:
    match error:
        case TemplateNotFound():
            return f"there are: {', '.join(sorted(known))}"
        case UndefinedError():
            # Jinja puts the template's own variables into the frames of its tracebacks.
            names = sorted(name for name in frame.f_locals if name not in DEFAULT_NAMESPACE)
            return f"passed to this template: {', '.join(names)}; {_ABOUT}"
        case _:
            return _ABOUT
