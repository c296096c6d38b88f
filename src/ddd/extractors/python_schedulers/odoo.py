"""Reads Odoo's scheduled actions: records of `ir.cron` in the XML data of a module."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._xml import Element, root
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_UNITS = {"minutes": "minute", "hours": "hour", "days": "day", "weeks": "week", "months": "month", "work_days": "day"}
_OFF = frozenset({"false", "0", ""})
_LONGEST_VALUE = 500


@extractor("odoo", paths=("*.xml",), literals=("ir.cron",))
def odoo(source: Source) -> Iterator[Extracted]:
    """Find Odoo's scheduled actions.

        <record id="clean_up" model="ir.cron">
            <field name="name">Clean up</field>
            <field name="interval_number">1</field>
            <field name="interval_type">days</field>

    `active` set to False suspends one. `numbercall` above 0 (Odoo before 18) is told in a note. A record without an
    interval only changes another one, and is no fact. The time of day stands in the database.

    Format: https://www.odoo.com/documentation/18.0/developer/reference/backend/actions.html#reference-actions-cron.
    """
    for element in root(source).walk():
        fields = _fields(element) if _is_action(element) else {}
        if "interval_type" in fields and _said(fields, "interval_number", "1"):
            yield _schedule(source, element, fields)


def _is_action(element: Element) -> bool:
    return element.name == "record" and element.attributes.get("model") == "ir.cron"


def _fields(record: Element) -> dict[str, Element]:
    return {one.attributes.get("name", ""): one for one in record.children if one.name == "field"}


def _said(fields: dict[str, Element], name: str, default: str) -> str:
    """Return what a field says: in its text, or evaluated."""
    field = fields.get(name)
    if field is None:
        return default
    given = field.attributes.get("eval", field.attributes.get("ref", ""))
    return " ".join((given + field.text[:_LONGEST_VALUE]).split()).strip("'\"")


def _schedule(source: Source, record: Element, fields: dict[str, Element]) -> Schedule:
    number, unit = _said(fields, "interval_number", "1"), _said(fields, "interval_type", "")
    stated = fields.get("interval_number", fields["interval_type"])
    places = {one.line: source.at(one.line) for one in (stated, fields["interval_type"], record)}
    word = _UNITS.get(unit, unit)
    calls = _said(fields, "numbercall", "-1")
    return Schedule(
        system="odoo",
        name=_said(fields, "name", "") or record.attributes.get("id", ""),
        evidence=tuple(places.values()),
        state=State.SUSPENDED if _said(fields, "active", "True").lower() in _OFF else State.ACTIVE,
        expression=f"every {word}" if number == "1" else f"every {number} {word}s",
        dialect=Dialect.EVERY,
        command=_said(fields, "code", ""),
        note="" if calls.startswith("-") else f"{calls} times in all",
    )
