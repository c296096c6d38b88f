"""Values of PHP programs: literals, names, and the defaults of `env()` and `config()`."""

from __future__ import annotations

from tree_sitter import Node

from ddd.extractors._syntax import Call, Literal, Program
from ddd.model import replace

_SETTINGS = frozenset({"env", "config", "getenv", "get_option", "apply_filters"})
_HOLDERS = ("option", "options", "config", "settings")

SECONDS = {
    "MINUTE_IN_SECONDS": 60,
    "HOUR_IN_SECONDS": 3600,
    "DAY_IN_SECONDS": 86400,
    "WEEK_IN_SECONDS": 604800,
    "MONTH_IN_SECONDS": 2592000,
    "YEAR_IN_SECONDS": 31536000,
    **{f"{owner}::MINUTELY": 60 for owner in ("self", "static", "ScheduledTask")},
    **{f"{owner}::HOURLY": 3600 for owner in ("self", "static", "ScheduledTask")},
    **{f"{owner}::DAILY": 86400 for owner in ("self", "static", "ScheduledTask")},
    **{f"{owner}::WEEKLY": 604800 for owner in ("self", "static", "ScheduledTask")},
}
"""The constants of WordPress and Shopware that count seconds."""


def value(code: Program, node: Node | None) -> Literal | None:
    """Return the text a node stands for; of `env('X', '3:00')` the default, with a note."""
    target, note = default(code, node)
    literal = code.value(target)
    return replace(literal, note="; ".join(filter(None, (note, literal.note)))) if literal else None


def default(code: Program, node: Node | None) -> tuple[Node | None, str]:
    """Return the default of a setting that is asked for, and a note; any other node as it is."""
    call = code.call(code.resolved(node))
    if call is None or len(call.arguments) < 2 or not _asks(code, call):
        return node, ""
    key = code.value(call.positional(0))
    says = "is set" if call.name != "apply_filters" else "changes it"
    return call.positional(1), f"unless {call.name}({key.text}) {says}" if key else ""


def _asks(code: Program, call: Call) -> bool:
    if call.receiver is None:
        return call.name in _SETTINGS
    return call.name == "get" and code.text(call.receiver)[-100:].lower().endswith(_HOLDERS)
