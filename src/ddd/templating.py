"""The one way that ddd reads its templates: what is undefined is an error, and no block leaves an empty line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jinja2 import Environment

MANNERS: Final[Mapping[str, Any]] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
"""How every template is read, whoever wrote it."""


def environment(
    folder: Path,
    *,
    html: bool,
    finalize: Callable[[Any], str] | None = None,
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> Environment:
    """Return what renders the templates of a folder.

    With `html` all that is not Markup is escaped for HTML, which a Markdown page may hold as well; `finalize` is given
    each value that a template prints, and makes of it in its own way what may stand there.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=html,  # noqa: S701 - a page or not: its caller knows
        finalize=finalize,
        **MANNERS,
    )
    made.filters |= dict(filters or {})
    return made
