"""Which changes of an expression change nothing that can ever be seen, each with its reason: no test could tell.

Everything else is a mutant that the cases have to notice.
"""

from __future__ import annotations

import operator
import re

from ddd import metrics

# The values that a metric can have, as far as a comparison with a small number tells them apart.
_VALUES = {
    metrics.LAST_RUN_SUCCESS: (0, 1),
    metrics.CHECK_LAST_RUN_SUCCESS: (0, 1),
    metrics.UNIT_STATE: (0, 1),
    metrics.CRONJOB_ACTIVE: (0, 1, 2, 3),
}
_TELLS = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_COMPARED = re.compile(
    r"""
    (?P<metric>[a-z_]+) (?: \{[^}]*\} )? \s*
    (?P<sign>==|!=|>=|<=|>|<) \s*
    (?P<number>-?\d+) (?!\w)
    """,
    re.VERBOSE,
)
_RIGHT_SIDE = re.compile(r"(?:unless|>=\ bool|>)\s+[a-z_]+\{[^}]*$", re.VERBOSE)
_LEFT_SIDE = re.compile(r"[^{}]*\}\s+(?:>=\ bool|>)\s+[a-z_]+\{", re.VERBOSE)


def selects_the_same(before: str, after: str) -> bool:
    """Tell whether two expressions compare alike: of a metric that is 0 or 1, `== 0` and `<= 0` select the same."""
    return _selected(before) == _selected(after) and _COMPARED.sub("", before) == _COMPARED.sub("", after)


def is_implied(before: str, after: str) -> bool:
    """Tell whether a matcher of a CronJob's name repeats what the other side of its operator says already.

    Series are matched on all labels there, the name among them, so that one side's matcher speaks for both; the left
    side of `unless` speaks for its right side. Such a matcher stands there for speed. before, after: the expression
    around it.
    """
    return bool(_RIGHT_SIDE.search(before) or _LEFT_SIDE.match(after))


def is_unseen(expression: str, position: int, *, value_is_told: bool) -> bool:
    """Tell whether the sign at a position joins the two sides of the whole expression of an alert.

    An alert fires for any value, and so the sign is seen only where the annotations tell the value: `* on (task)
    group_left (…)` is there for the labels.
    """
    return not value_is_told and expression[position:].startswith(f"* on ({metrics.TASK}) group_left")


def _selected(expression: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for one in _COMPARED.finditer(expression):
        values = _VALUES.get(one["metric"])
        told = (one["sign"], one["number"])
        tells = _TELLS[one["sign"]]
        found.append(
            (one["metric"], told if values is None else [tells(value, int(one["number"])) for value in values])
        )
    return found
