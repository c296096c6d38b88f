"""A list of like things, as a table, JSON, CSV, Markdown or HTML: what the commands of the ledger print."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from html import escape
from typing import TYPE_CHECKING, Any

from ddd import markup
from ddd.cadence import zones
from ddd.scan.text import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

SCHEMA = "ddd-ledger/1"
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a cell for a formula: it is shown with an apostrophe before."""


@dataclass(frozen=True)
class Listing:
    """Rows of one kind. All forms hold the same rows; JSON holds every field, the others the named columns."""

    name: str
    """The key of the rows in JSON: `schedules`."""
    columns: Mapping[str, str]
    """Field -> what stands above it, in this order."""
    rows: Sequence[Mapping[str, Any]]
    """Plain values: text, numbers, booleans, moments, None, lists of them."""
    empty: str
    """What to say instead of an empty table, and what to do next."""
    about: Mapping[str, Any] | None = None
    """What JSON tells beside the rows: totals, the window of time."""
    clock: tzinfo = UTC
    """By whose clock people read the times. JSON and CSV have them in UTC."""
    caption: str = ""
    """What people read above it: of what and of when it tells. For machines `about` says it."""

    def forms(self) -> dict[str, Callable[[], str | RenderableType]]:
        """Return how it can be given out, by name."""
        return {"table": self.table, "json": self.json, "csv": self.csv, "md": self.markdown, "html": self.html}

    def table(self) -> RenderableType | str:
        """Return it for a terminal."""
        if not self.rows:
            return self.empty + "\n"
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for title in self.columns.values():
            table.add_column(title, overflow="fold")
        for row in self.rows:
            table.add_row(*map(Text, self._cells(row)))
        if self.caption:
            from rich.console import Group

            return Group(Text(visible(self.caption)), table)
        return table

    def json(self) -> str:
        """Return it for programs; times are ISO 8601 in UTC."""
        told = {"schema": SCHEMA, **(self.about or {}), self.name: [dict(row) for row in self.rows]}
        return json.dumps(told, indent=2, ensure_ascii=False, default=_told) + "\n"

    def csv(self) -> str:
        """Return it for spreadsheets, RFC 4180."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.columns)
        for row in self.rows:
            writer.writerow(_harmless(row.get(key)) for key in self.columns)
        return out.getvalue()

    def markdown(self) -> str:
        """Return it for a page or a merge request."""
        if not self.rows:
            return self.empty + "\n"
        lines = ["| " + " | ".join(self.columns.values()) + " |", "|" + "---|" * len(self.columns)]
        lines += ["| " + " | ".join(str(markup.text(cell)) for cell in self._cells(row)) + " |" for row in self.rows]
        above = f"{markup.text(visible(self.caption))}\n\n" if self.caption else ""
        return above + "\n".join(lines) + "\n"

    def html(self) -> str:
        """Return it as a page of its own."""
        head = "".join(f"<th>{escape(title)}</th>" for title in self.columns.values())
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in self._cells(row)) + "</tr>\n" for row in self.rows
        )
        content = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>" if self.rows else ""
        said = content or f"<p>{escape(self.empty)}</p>"
        above = f"<p>{escape(visible(self.caption))}</p>\n" if self.caption else ""
        return (
            f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(self.name)}</title>\n'
            "<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}"
            "td,th{border-bottom:1px solid #999;padding:.3rem .8rem;text-align:left;vertical-align:top}"
            "</style></head>\n"
            f"<body>\n<h1>{escape(self.name.capitalize())}</h1>\n{above}{said}\n</body>\n</html>\n"
        )

    def _cells(self, row: Mapping[str, Any]) -> list[str]:
        return [_cell(row.get(key), lambda moment: zones.told(moment, self.clock)) for key in self.columns]


def _cell(value: Any, told: Callable[[datetime], str]) -> str:
    """Return what stands in one cell; `told` says a moment."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return told(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_cell(one, told)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one, told) for one in value)
    return " ".join(visible(str(value)).split())


def _harmless(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = _cell(value, _iso)
    return "'" + text if text.startswith(_RISKY) else text


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return _iso(value).replace("+00:00", "Z")
    raise TypeError(f"no plain value: {type(value).__name__}")
