"""The score as Markdown, for a comment on a merge request or the summary of a job."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ddd import markup, resources
from ddd.generated import MARK
from ddd.model import Assessment, Evidence, Inventory
from ddd.reports import _score_view as view
from ddd.templating import environment

if TYPE_CHECKING:
    from jinja2 import Template

_HEADER = markup.markdown(f"<!-- {MARK}. `ddd validate-maintenance-coverage -f markdown` writes it again. -->")
_MOST_PARTS = 10
_MENTION = re.compile(r"(?<!\w)@[\w@./-]+")


def report(assessment: Assessment, inventory: Inventory) -> str:
    """Return the page. What comes from the repository stays text and calls nobody: `@name` stands as code."""
    changes = view.improvements(assessment)
    return _template().render(
        header=_HEADER,
        coverage=view.percent(assessment.maintenance_coverage),
        word="passed" if assessment.passed else "FAILED",
        threshold=view.percent(assessment.threshold),
        gap=view.gap(assessment),
        figures=view.figures(assessment),
        gates=view.conditions(assessment),
        rows=view.rows(assessment),
        totals=view.totals(assessment),
        improvements=changes[: view.MOST_IMPROVEMENTS],
        more_improvements=max(len(changes) - view.MOST_IMPROVEMENTS, 0),
        question=view.QUESTION,
        answer=view.answer(assessment),
        junior=view.junior(assessment),
        shares=(
            _first("Components", view.worst(assessment.components, view.NO_COMPONENT)),
            _first("Owners", view.worst(assessment.owners, view.NOBODY)),
        ),
        findings=view.findings_counted(assessment).capitalize(),
        scanned=f"{view.judged_by(assessment)} {view.scanned(inventory)}".strip(),
        verdict_line=view.verdict_line(assessment),
    )


def _first(title: str, parts: list[view.Part]) -> tuple[str, list[view.Part], int]:
    return title, parts[:_MOST_PARTS], max(len(parts) - _MOST_PARTS, 0)


@cache
def _template() -> Template:
    made = environment(
        resources.templates() / "reports",
        html=True,
        finalize=_finalize,
        filters={
            "code": _code,
            "number": view.number,
            "of": view.of,
            "percent": view.percent,
            "place": _place,
            "told": _told,
            "upper_first": lambda text: text[:1].upper() + text[1:],
            "words": lambda text: text.replace("_", " "),
        },
    )
    return made.get_template("assessment.md.j2")


def _finalize(value: Any) -> Markup:
    """Escape what the template prints unless it is Markdown already."""
    return value if isinstance(value, Markup) else _told(str(value))


def _told(sentence: str) -> Markup:
    """Return a sentence in which `backticks` mean code; a name that would call somebody is made code too.

    Where the backticks do not pair, what came from the repository holds some: then all of it is code.
    """
    parts = view.shown(sentence).split("`")
    if len(parts) % 2 == 0:
        return markup.cell_code(view.shown(sentence))
    calm = (part if index % 2 else _MENTION.sub(r"`\g<0>`", part) for index, part in enumerate(parts))
    return markup.cell_prose("`".join(calm))


def _code(name: str) -> Markup:
    return markup.cell_code(view.shown(name))


def _place(evidence: Evidence | None) -> Markup:
    """Return where something stands as `path#L12`, for a table."""
    return _code(f"{evidence.path}#L{evidence.line}") if evidence else markup.markdown("")
