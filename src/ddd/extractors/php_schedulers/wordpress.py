"""Reads the scheduled events of WordPress plugins, and the timed jobs of Nextcloud and Shopware."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Program, program
from ddd.extractors.php_schedulers._values import SECONDS, default, value
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_RECURRENCES = {"hourly": 3600, "twicedaily": 43200, "daily": 86400, "weekly": 604800}
_RETURN = "return_statement"


@extractor(
    "wordpress",
    paths=("*.php",),
    literals=("wp_schedule_event(", "as_schedule_recurring_action(", "as_schedule_cron_action("),
)
def wordpress(source: Source) -> Iterator[Extracted]:
    """Find the events of WordPress: `wp_schedule_event( time(), 'daily', 'purge_log' )`.

    Recurrences of the plugin's own (`$schedules['weekly_two'] = array( 'interval' => 2 * WEEK_IN_SECONDS )`) are
    followed in the same file. `as_schedule_recurring_action()` of Action Scheduler counts seconds,
    `as_schedule_cron_action()` takes cron. Visitors start WordPress's events unless a real cron does: they may be late.
    Format: https://developer.wordpress.org/plugins/cron/.
    """
    code = program(source, "php")
    for call in code.calls("wp_schedule_event", "as_schedule_recurring_action", "as_schedule_cron_action"):
        node, hook = call.positional(1), code.value(call.positional(2))
        if node is None or call.node.type != "function_call_expression":
            continue
        fields: dict[str, Any] = {
            "system": "wordpress",
            "name": hook.text if hook else "",
            "target": hook.text if hook else "",
        }
        if call.name == "as_schedule_cron_action":
            yield _timed.by_value(code, node, Dialect.PHP, call.place, **fields)
        elif call.name == "as_schedule_recurring_action":
            yield _by_seconds(code, node, call.place, **fields)
        else:
            yield _event(code, call, node, fields)


@extractor("nextcloud-job", paths=("*.php",), literals=("TimedJob",))
def nextcloud_job(source: Source) -> Iterator[Extracted]:
    """Find the timed jobs of Nextcloud's apps: `$this->setInterval(24 * 3600)` in a class that extends TimedJob.

    Nextcloud's own cron starts them, at the earliest when the interval is over.
    Format: https://docs.nextcloud.com/server/latest/developer_manual/basics/backgroundjobs.html.
    """
    code = program(source, "php")
    for call in code.calls("setInterval"):
        node, name = call.positional(0), code.class_around(call.node)
        if node is not None and code.text(call.receiver) == "$this" and _extends(code, call.node, "TimedJob"):
            yield _by_seconds(code, node, call.place, system="nextcloud-job", name=name, target=name)


@extractor("shopware-task", paths=("*.php",), literals=("getDefaultInterval",))
def shopware_task(source: Source) -> Iterator[Extracted]:
    """Find the scheduled tasks of Shopware: `getDefaultInterval(): int { return self::DAILY; }`, in seconds.

    The database holds the interval once the task is registered; what stands there the repository does not know.
    Format: https://developer.shopware.com/docs/guides/plugins/plugins/plugin-fundamentals/add-scheduled-task.
    """
    code = program(source, "php")
    for node in code.nodes:
        if node.type != "method_declaration" or code.name_of(node) != "getDefaultInterval":
            continue
        if not _extends(code, node, "ScheduledTask"):
            continue
        returned = [one for one in code.below(node) if one.type == _RETURN and one.named_children]
        name = code.class_around(node)
        for one in returned[:1]:
            yield _by_seconds(code, one.named_children[0], node, system="shopware-task", name=name, target=name)


def _event(code: Program, call: Call, node: Node, fields: dict[str, Any]) -> Schedule:
    literal = value(code, node)
    if literal is None:
        return _timed.unresolved(code, node, Dialect.EVERY, call.place, **fields)
    fields = {**fields, "note": literal.note}
    if literal.text in _RECURRENCES:
        text = _timed.every(_RECURRENCES[literal.text])
        return _timed.by_text(code, text, Dialect.EVERY, literal.node, call.place, **fields)
    own = _own_recurrence(code, literal.text)
    if own is None:
        if literal.text:
            fields["note"] = f"“{literal.text}” is a recurrence that another file defines"
        return _timed.unresolved(code, node, Dialect.EVERY, call.place, **fields)
    return _by_seconds(code, own, call.place, **fields)


def _own_recurrence(code: Program, name: str) -> Node | None:
    """Return the seconds of `$schedules['name'] = array('interval' => …)`, or of `'name' => array('interval' => …)`."""
    return code.source.derived(f"recurrence {name}", lambda _: _seconds_of(code, name))


def _seconds_of(code: Program, name: str) -> Node | None:
    entries = code.source.derived("named entries", lambda _: _named_entries(code)).get(name, ())
    return next((seconds for one in entries if (seconds := code.entries(one).get("interval"))), None)


def _named_entries(code: Program) -> dict[str, list[Node]]:
    """Return what the file puts under each key of an array, in the order of the text."""
    found: dict[str, list[Node]] = {}
    for node in code.nodes:
        if node.type not in ("assignment_expression", "array_element_initializer") or node.named_child_count != 2:
            continue
        left, right = node.named_children
        key = left.named_children[-1] if left.type == "subscript_expression" else left
        literal = code.string(key)
        if literal:
            found.setdefault(literal.text, []).append(right)
    return found


def _by_seconds(code: Program, node: Node, *users: Node, **fields: Any) -> Schedule:
    held, note = default(code, node)
    seconds = code.number(held, SECONDS)
    if note:
        fields["note"] = "; ".join(filter(None, (fields.get("note", ""), note)))
    if not seconds:
        return _timed.unresolved(code, node, Dialect.EVERY, *users, **fields)
    place = code.resolved(held) or node
    return _timed.by_text(code, _timed.every(seconds), Dialect.EVERY, place, node, *users, **fields)


def _extends(code: Program, node: Node, base: str) -> bool:
    around = next((one for one in code.ancestors(node) if one.type == "class_declaration"), None)
    clauses = [one for one in around.named_children if one.type == "base_clause"] if around else []
    return any(code.text(one).endswith(base) for one in clauses)
