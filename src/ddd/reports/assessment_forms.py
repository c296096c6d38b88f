"""The forms in which the score is given out, by the name that `--format` knows them by."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rich.console import RenderableType

from ddd.model import Assessment, Inventory
from ddd.reports import badge, codequality, github, html, json_form, junit, markdown, sarif, score_table


def forms(measured: Assessment, inventory: Inventory) -> dict[str, Callable[[], str | RenderableType]]:
    """Return what makes each form."""
    reports = {
        "table": score_table, "markdown": markdown, "html": html, "junit": junit, "sarif": sarif,
        "codequality": codequality, "github": github, "badge": badge,
    }  # fmt: skip
    made = {name: partial(module.report, measured, inventory) for name, module in reports.items()}
    return {**made, "json": partial(json_form.assessment, measured)}
