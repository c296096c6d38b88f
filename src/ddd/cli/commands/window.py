"""`ddd window`: when an asset is kept free for maintenance."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption
from ddd.cli.words import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ddd.cli.ledger import Asked
    from ddd.ledger.planning.conflicts import Conflict, Times
    from ddd.ledger.planning.windows import Told, Verdict

AssetArgument = Annotated[
    str,
    typer.Argument(metavar="ASSET", help="The asset; what is below it is meant too.", autocompletion=complete_asset),
]
FromOption = Annotated[
    str, typer.Option("--from", metavar="TIME", help="“2026-03-02 22:00”, with an offset, 22:00 (the next), +2h, now.")
]
ToOption = Annotated[
    str, typer.Option("--to", metavar="TIME", help="When it ends; 02:00 and +2h count from its start.")
]
ForOption = Annotated[str, typer.Option("--for", metavar="LENGTH", help="How long it lasts: 2h, 90min, “1h 30min”.")]
RuleOption = Annotated[
    str, typer.Option("--rrule", metavar="RULE", help="How it recurs, RFC 5545: FREQ=WEEKLY;BYDAY=SA.")
]
WindowZoneOption = Annotated[
    str, typer.Option("--zone", metavar="AREA/CITY", help="The clock of these times; else yours, else UTC.")
]
ShownZoneOption = Annotated[
    str, typer.Option("--zone", metavar="AREA/CITY", help="Show and read times by this clock; else by yours, else UTC.")
]
TitleOption = Annotated[str, typer.Option("--title", help="What is done.")]
NotesOption = Annotated[str, typer.Option("--notes", help="What else is to be known.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Though something stands against it; it is recorded so.")]
EmergencyOption = Annotated[bool, typer.Option("--emergency", help="It starts now.")]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="Its number: `ddd window list` shows it.")]

app = typer.Typer(
    name="window",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="When an asset is kept free for maintenance, and what stands against that.",
)

_FIELDS = {"field": "Field", "value": "Value"}


@app.command("create")
def create(
    asset: AssetArgument,
    begin: FromOption = "",
    end: ToOption = "",
    length: ForOption = "",
    rrule: RuleOption = "",
    zone: WindowZoneOption = "",
    title: TitleOption = "",
    notes: NotesOption = "",
    emergency: EmergencyOption = False,
    force: ForceOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what stands against it: exit code 1.")] = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Keep an asset, and what is below it, free for maintenance.

    Refused when another window or a booking stands against it, on the asset, on what it is part of or on its parts.

    Examples:

      ddd window create hall-2 --from "2026-03-02 22:00" --for 4h --zone Europe/Berlin --title "new floor"

      ddd window create db-1 --from "2026-03-07 02:00" --to 04:00 --rrule "FREQ=MONTHLY;BYDAY=1SA"

      ddd window create db-1 --emergency --for 1h --force
    """
    if dry_run:
        validate(asset, begin, end, length, rrule, zone, emergency, form, file, quiet, debug)
        return
    from ddd.cli import ledger
    from ddd.ledger.planning import windows
    from ddd.ledger.registers import assets
    from ddd.ledger.words import WindowKind

    with ledger.writing() as asked:
        made = windows.create(
            asked.session, asked.actor, asked.now, assets.find(asked.session, asset),
            _times(asked, begin, end, length, rrule, zone, emergency), title=title, notes=notes, force=force,
            kind=WindowKind.EMERGENCY if emergency else WindowKind.PLANNED,
        )  # fmt: skip
        told = windows.told(asked.session, made.window, asked.now)
    ledger.show(_listing([told], _clock(asked, zone)), form, file)
    _talk_of(made.conflicts, quiet)
    ledger.deliver(quiet=quiet)


@app.command("validate")
def validate(
    asset: AssetArgument,
    begin: FromOption = "",
    end: ToOption = "",
    length: ForOption = "",
    rrule: RuleOption = "",
    zone: WindowZoneOption = "",
    emergency: EmergencyOption = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Say what would stand against a window, and when there is room. Records nothing.

    Exit codes: 0 nothing, 1 something does, 2 it can be no window.

    Examples:

      ddd window validate hall-2 --from 22:00 --for 4h
    """
    from ddd.cli import ledger
    from ddd.ledger.planning import windows
    from ddd.ledger.registers import assets
    from ddd.ledger.words import WindowKind

    with ledger.reading() as asked:
        times = _times(asked, begin, end, length, rrule, zone, emergency)
        verdict = windows.validate(
            asked.session, asked.now, assets.find(asked.session, asset), times,
            kind=WindowKind.EMERGENCY if emergency else WindowKind.PLANNED,
        )  # fmt: skip
    ledger.show(_clashes(verdict, times, _clock(asked, zone)), form, file)
    _talk_of(verdict.conflicts, quiet, verdict, times)
    if verdict.conflicts:
        raise typer.Exit(1)


@app.command("list")
def list_(
    asset: Annotated[
        str, typer.Option("--asset", metavar="ASSET", help="This and what is below it.", autocompletion=complete_asset)
    ] = "",
    state: Annotated[
        list[str] | None, typer.Option("--state", help="scheduled, active, ended or cancelled; repeat it.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="planned or emergency.")] = None,
    begin: Annotated[str, typer.Option("--from", metavar="TIME", help="With a time from then on.")] = "",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="With a time before then.")] = "",
    sort: Annotated[str, typer.Option("--sort", help="start, asset, title, state or id.")] = "start",
    descending: Annotated[bool, typer.Option("--desc", help="The last first.")] = False,
    zone: ShownZoneOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List windows: of those that recur the time that is now or comes next.

    Forms: table, json, csv, md, html.

    Examples:

      ddd window list --asset theatre --state scheduled --state active

      ddd window list --from 2026-03-01 --to 2026-04-01 --zone Europe/Berlin --format csv -o march.csv
    """
    from ddd.cli import ledger
    from ddd.ledger.planning import windows
    from ddd.ledger.registers import assets
    from ddd.ledger.words import WindowKind

    with ledger.reading() as asked:
        found = windows.listed(
            asked.session, asked.now,
            below=assets.find(asked.session, asset) if asset else None,
            states=[chosen(one, windows.State, "--state") for one in state or ()],
            kinds=[chosen(one, WindowKind, "--kind") for one in kind or ()],
            start=_moment(asked, begin, zone), end=_moment(asked, end, zone),
            sorting=chosen(sort, windows.Sorting, "--sort"), descending=descending,
        )  # fmt: skip
    ledger.show(_listing(found, _clock(asked, zone)), form, file)


@app.command("show")
def show(
    number: IdArgument,
    zone: ShownZoneOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show a window: whom it concerns, and when it comes next.

    Examples:

      ddd window show 3
    """
    from ddd.cli import ledger
    from ddd.ledger.planning import windows
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        window = windows.find(asked.session, number)
        told = windows.told(asked.session, window, asked.now)
        about = {
            **_row(told), "notes": window.notes, "forced": window.forced, "zone": window.zone,
            "cancelled": window.cancelled_at, "created": window.created_at, "silence": window.silence,
            "assets": windows.keys_in(asked.session, window),
            "next": [start for start, _ in windows.coming(window, asked.now, 5)],
        }  # fmt: skip
    rows = [{"field": key, "value": value} for key, value in about.items() if value not in ("", None, [])]
    ledger.show(Listing("fields", _FIELDS, rows, "", {"window": about}, _clock(asked, zone)), form, file)


@app.command("available")
def available(
    asset: AssetArgument,
    begin: FromOption = "now",
    end: ToOption = "+7d",
    zone: WindowZoneOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show when an asset is free and what takes it: windows and bookings of itself, its whole and its parts.

    Examples:

      ddd window available hall-2 --from 2026-03-02 --to 2026-03-09 --zone Europe/Berlin
    """
    from ddd.cli import ledger
    from ddd.ledger import moments
    from ddd.ledger.planning import windows
    from ddd.ledger.registers import assets
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        clock = moments.zone_of(asked.session, asked.actor, zone)
        start = moments.moment(begin, clock, asked.now)
        found = windows.available(
            asked.session, assets.find(asked.session, asset), start, moments.moment(end, clock, start)
        )
    rows = [
        {
            "state": "busy" if taken else "free", "start": span[0], "end": span[1],
            "kind": taken.kind if taken else "", "id": taken.id if taken else None,
            "asset": taken.asset if taken else "", "title": taken.title if taken else "",
            "whose": taken.whose if taken else "",
        }
        for span, taken in found
    ]  # fmt: skip
    columns = {
        "state": "State", "start": "From", "end": "To", "kind": "What", "title": "Title",
        "whose": "Whose", "asset": "Asset",
    }  # fmt: skip
    ledger.show(Listing("times", columns, rows, "", {"asset": asset, "zone": clock}, _clock(asked, zone)), form, file)


@app.command("bookings")
def bookings_(
    asset: Annotated[
        str,
        typer.Argument(metavar="ASSET", help="Of this, its whole and its parts.", autocompletion=complete_asset),
    ] = "",
    name: Annotated[str, typer.Option("--name", metavar="CALENDAR", help="Of this calendar only.")] = "",
    begin: Annotated[str, typer.Option("--from", metavar="TIME", help="Not over by then.")] = "now",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="Begun before then.")] = "",
    zone: ShownZoneOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List when others use an asset, its whole or its parts, as imported from their calendars; by default any asset.

    Forms: table, json, csv, md, html.

    Examples:

      ddd window bookings hall-2

      ddd window bookings --name theatre-office --to +7d --zone Europe/Berlin --format csv -o week.csv
    """
    from ddd.cli import ledger
    from ddd.ledger.planning import bookings
    from ddd.ledger.registers import assets
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        found = bookings.listed(
            asked.session, asset=assets.find(asked.session, asset) if asset else None, calendar=name,
            start=_moment(asked, begin, zone), end=_moment(asked, end, zone),
        )  # fmt: skip
    rows = [
        {
            "id": one.id, "asset": key, "start": one.starts_at, "end": one.ends_at,
            "title": one.title, "who": one.who, "calendar": one.calendar,
        }
        for one, key in found
    ]  # fmt: skip
    columns = {
        "id": "Id", "asset": "Asset", "start": "From", "end": "To", "title": "Title",
        "who": "Who", "calendar": "Calendar",
    }  # fmt: skip
    empty = "no such bookings: `ddd window import ASSET FILE` takes them in from a calendar (.ics or .json)"
    ledger.show(Listing("bookings", columns, rows, empty, clock=_clock(asked, zone)), form, file)


@app.command("update")
def update(
    number: IdArgument,
    begin: FromOption = "",
    end: ToOption = "",
    length: ForOption = "",
    rrule: Annotated[str | None, typer.Option("--rrule", metavar="RULE", help="How it recurs; '': once.")] = None,
    zone: WindowZoneOption = "",
    title: Annotated[str | None, typer.Option("--title", help="What is done.")] = None,
    notes: Annotated[str | None, typer.Option("--notes", help="What else is to be known.")] = None,
    force: ForceOption = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Change a window; with another start alone it stays as long as it is.

    Days on which one that recurs was cancelled stay out; with another --rrule they come back.

    Examples:

      ddd window update 3 --from "2026-03-03 22:00"
    """
    from ddd.cli import ledger
    from ddd.ledger.planning import windows

    with ledger.writing() as asked:
        window = windows.find(asked.session, number)
        made = windows.update(
            asked.session, asked.actor, asked.now, window, _changed(asked, window, begin, end, length, rrule, zone),
            title=title, notes=notes, force=force,
        )  # fmt: skip
        told = windows.told(asked.session, window, asked.now)
    ledger.show(_listing([told], _clock(asked, zone)), form, file)
    _talk_of(made.conflicts, quiet)
    ledger.deliver(quiet=quiet)


@app.command("cancel")
def cancel(
    number: IdArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why: its owners are told, and it is recorded.")] = "",
    occurrence: Annotated[
        str,
        typer.Option(
            "--occurrence", metavar="DATE", help="Of one that recurs only what begins on this day, in its own zone."
        ),
    ] = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Cancel a window, or only one time of it; one that is open ends.

    Examples:

      ddd window cancel 3 --reason "the part has not come"

      ddd window cancel 4 --occurrence 2026-12-26 --reason "nobody is there"
    """
    from ddd.cli import ledger, output
    from ddd.ledger.planning import windows

    with ledger.writing() as asked:
        window = windows.find(asked.session, number)
        day = _day(asked, occurrence, window.zone) if occurrence else None
        windows.cancel(asked.session, asked.actor, asked.now, window, reason, day=day)
    output.talk(f"cancelled window {number}{f' on {day}: its other times stay' if day else ''}", quiet=quiet)
    ledger.deliver(quiet=quiet)


@app.command("import")
def import_(
    asset: AssetArgument,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A calendar: .ics, or .json.")],
    name: Annotated[
        str, typer.Option("--name", metavar="CALENDAR", help="What it is called; else as the file is.")
    ] = "",
    zone: Annotated[
        str, typer.Option("--zone", metavar="AREA/CITY", help="For times without a zone; else your own, else UTC.")
    ] = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Take in when others use an asset: what is to come within 400 days.

    Imported again under the same name, a calendar replaces what was still to come. JSON is a list of objects with
    `start`, `end`, and if you like `uid`, `title`, `who`.

    Examples:

      ddd window import hall-2 bookings.ics --name theatre-office --zone Europe/Berlin
    """
    from ddd.cli import ledger, output
    from ddd.ledger import moments
    from ddd.ledger.planning import bookings, calendars
    from ddd.ledger.registers import assets

    content = calendars.content(path)
    with ledger.reading() as asked:
        clock = moments.zone_of(asked.session, asked.actor, zone)
    read = calendars.read(content, path.suffix, clock, asked.now)
    with ledger.writing() as asked:
        taken = bookings.take_in(
            asked.session, asked.actor, asked.now, assets.find(asked.session, asset), name or path.stem, read.bookings
        )
    output.talk(
        f"{taken.calendar}: {taken.new} new, {taken.changed} changed, {taken.gone} gone, {taken.same} as before",
        quiet=quiet,
    )
    for said in (*read.left_out, *taken.clashes):
        output.talk(f"mind: {said}", quiet=quiet)


@app.command("export")
def export(
    asset: Annotated[
        str, typer.Option("--asset", metavar="ASSET", help="This and what is below it.", autocompletion=complete_asset)
    ] = "",
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Give out the windows that are not over for calendar programs (ICS); those cancelled are told so.

    Examples:

      ddd window export --asset theatre -o windows.ics
    """
    from ddd.cli import ledger, output
    from ddd.ledger.planning import ics, windows
    from ddd.ledger.registers import assets

    with ledger.reading() as asked:
        found = windows.listed(
            asked.session, asked.now, below=assets.find(asked.session, asset) if asset else None,
            sorting=windows.Sorting.ID, start=asked.now,
        )  # fmt: skip
        own = ics.origin(asked.session)
        events = [event for one in found for event in ics.window(one.window, one.asset, own)]
        text = ics.calendar("Maintenance windows", events, asked.now)
    output.deliver({"ics": lambda: text}, ["ics"], file)


def _times(asked: Asked, begin: str, end: str, length: str, rrule: str, zone: str, emergency: bool) -> Times:
    """Read when a window is to be."""
    from ddd.errors import UsageError
    from ddd.ledger import moments
    from ddd.ledger.planning.conflicts import Times

    if not begin and not emergency:
        raise UsageError("when does it begin?", advice="--from 22:00, or --emergency for now")
    if bool(end) == bool(length):
        raise UsageError("how long does it last?", advice="give one of --to and --for")
    clock = moments.zone_of(asked.session, asked.actor, zone)
    start = moments.moment(begin or "now", clock, asked.now)
    until = moments.moment(end, clock, start) if end else start + moments.length(length)
    return Times(start, until, rrule, clock)


def _changed(asked: Asked, window: Any, begin: str, end: str, length: str, rrule: str | None, zone: str) -> Times:
    """Read what is to be changed of when a window is."""
    from ddd.errors import UsageError
    from ddd.ledger import moments
    from ddd.ledger.planning.conflicts import Times

    if end and length:
        raise UsageError("how long does it last?", advice="give one of --to and --for")
    clock = moments.zone_of(asked.session, asked.actor, zone)
    start = moments.moment(begin, clock, asked.now) if begin else window.starts_at
    if end:
        until = moments.moment(end, clock, start)
    elif length:
        until = start + moments.length(length)
    else:
        until = start + (window.ends_at - window.starts_at) if begin else window.ends_at
    return Times(start, until, window.rrule if rrule is None else rrule, moments.zone(zone or window.zone))


def _moment(asked: Asked, text: str, zone: str) -> datetime | None:
    from ddd.ledger import moments

    return moments.moment(text, moments.zone_of(asked.session, asked.actor, zone), asked.now) if text else None


def _day(asked: Asked, text: str, zone: str) -> date:
    """Read a day, by the clock of a zone."""
    from ddd.cadence import zones
    from ddd.ledger import moments

    name = moments.zone(zone)
    return moments.moment(text, name, asked.now).astimezone(zones.find(name)).date()


def _listing(found: Sequence[Told], clock: tzinfo) -> Any:
    from ddd.reports.listing import Listing

    columns = {
        "id": "Id", "asset": "Asset", "state": "State", "start": "From", "end": "To",
        "rrule": "Recurs", "title": "Title", "kind": "Kind", "by": "By",
    }  # fmt: skip
    empty = "no such windows: `ddd window create ASSET --from TIME --for LENGTH` makes one"
    return Listing("windows", columns, [_row(one) for one in found], empty, clock=clock)


def _row(told: Told) -> dict[str, Any]:
    window = told.window
    return {
        "id": window.id, "asset": told.asset, "state": str(told.state), "start": told.start,
        "end": told.end, "rrule": window.rrule, "title": window.title, "kind": window.kind,
        "by": window.created_by,
    }  # fmt: skip


def _clashes(verdict: Verdict, times: Times, clock: tzinfo) -> Any:
    from ddd.reports.listing import Listing

    rows = [
        {
            "kind": one.kind, "id": one.id, "title": one.title, "whose": one.whose, "asset": one.asset,
            "start": one.start, "end": one.end, "count": one.count,
        }
        for one in verdict.conflicts
    ]  # fmt: skip
    columns = {
        "kind": "What", "id": "Id", "title": "Title", "whose": "Whose", "asset": "Asset",
        "start": "From", "end": "To", "count": "Times",
    }  # fmt: skip
    about = {"start": times.start, "end": times.end, "rrule": times.rrule, "zone": times.zone, "free": verdict.free}
    return Listing("conflicts", columns, rows, "nothing stands against it: `ddd window create` makes it", about, clock)


def _talk_of(
    found: Sequence[Conflict], quiet: bool, verdict: Verdict | None = None, times: Times | None = None
) -> None:
    from ddd.cli import output
    from ddd.ledger.planning import conflicts, windows

    if not found:
        return
    if verdict is None or times is None:
        output.talk(f"it clashes with {conflicts.told_of(found)}: forced, and recorded so", quiet=quiet)
    else:
        output.talk(f"it clashes with {conflicts.told_of(found)}: {windows.room(verdict, times)}", quiet=quiet)


def _clock(asked: Asked, zone: str) -> tzinfo:
    """Return by whose clock times are shown: that of the zone given, else of whoever asks."""
    from ddd.ledger import moments

    return moments.clock(moments.zone(zone)) if zone else asked.clock
