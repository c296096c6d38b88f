"""Reads Odoo's scheduled actions: records of `ir.cron` in the XML data of a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ddd.model import Dialect, Evidence, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_UNITS = {"minutes": "minute", "hours": "hour", "days": "day", "weeks": "week", "months": "month", "work_days": "day"}
_OFF = frozenset({"false", "0", ""})
_LONGEST_VALUE = 500


@dataclass(slots=True)
class _Record:
    """One `ir.cron` record while it is read."""

    id: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


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
    for record in _records(source.text):
        number, unit = record.fields.get("interval_number", "1"), record.fields.get("interval_type")
        if unit is not None and number:
            yield _schedule(source, record, number, unit)


def _schedule(source: Source, record: _Record, number: str, unit: str) -> Schedule:
    lines = [record.lines.get("interval_number", record.lines["interval_type"]), record.lines["interval_type"]]
    places: dict[int, Evidence] = {line: source.at(line) for line in (*lines, record.line)}
    word = _UNITS.get(unit, unit)
    is_off = record.fields.get("active", "True").strip().lower() in _OFF
    calls = record.fields.get("numbercall", "-1")
    return Schedule(
        system="odoo",
        name=record.fields.get("name") or record.id,
        evidence=tuple(places.values()),
        state=State.SUSPENDED if is_off else State.ACTIVE,
        expression=f"every {word}" if number == "1" else f"every {number} {word}s",
        dialect=Dialect.EVERY,
        command=record.fields.get("code", ""),
        note="" if calls.startswith("-") else f"{calls} times in all",
    )


def _records(text: str) -> Iterator[_Record]:
    """Yield the records in order. Raises Unreadable for what is no XML, and for entities, which may grow endlessly."""
    found: list[_Record] = []
    stack: list[tuple[str, _Record | None, str]] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        record = stack[-1][1] if stack else None
        name = ""
        if tag == "record" and attributes.get("model") == "ir.cron":
            record = _Record(attributes.get("id", ""), parser.CurrentLineNumber)
            found.append(record)
        elif tag == "field" and record is not None:
            name = attributes.get("name", "")
            record.fields[name] = attributes.get("eval", attributes.get("ref", ""))
            record.lines[name] = parser.CurrentLineNumber
        stack.append((tag, record, name))

    def end(_tag: str) -> None:
        _, record, name = stack.pop()
        if record is not None and name:
            record.fields[name] = " ".join(record.fields[name].split()).strip("'\"")

    def data(said: str) -> None:
        _, record, name = stack[-1]
        if record is not None and name and len(record.fields[name]) < _LONGEST_VALUE:
            record.fields[name] += said

    def entity(*_declared: object) -> None:
        raise Unreadable("declares entities: not read", parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Unreadable(f"not XML: {expat.errors.messages[error.code]}", error.lineno) from None
    yield from found
