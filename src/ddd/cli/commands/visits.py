"""`ddd visits`: who comes when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person, complete_task
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption
from ddd.cli.words import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ddd.cli.ledger import Asked
    from ddd.ledger.planning.conflicts import Conflict
    from ddd.ledger.planning.visits import Told, Wanted

AssetOption = Annotated[
    str, typer.Option("--asset", metavar="ASSET", help="This and what is below it.", autocompletion=complete_asset)
]
TaskOption = Annotated[
    str, typer.Option("--task", metavar="TASK", help="Of this task only.", autocompletion=complete_task)
]
PersonOption = Annotated[
    str, typer.Option("--person", metavar="PERSON", help="Who comes.", autocompletion=complete_person)
]
AtOption = Annotated[
    str, typer.Option("--at", metavar="TIME", help="By your clock: “2026-03-02 09:00”, 09:00 (the next), +2d.")
]
LengthOption = Annotated[
    str,
    typer.Option(
        "--for", metavar="LENGTH", help="How long it takes, else 1h: nobody else may use the asset meanwhile."
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Though somebody else uses the asset then; it is recorded so.")
]
VisitZoneOption = Annotated[
    str, typer.Option("--zone", metavar="AREA/CITY", help="The clock of this time; else yours, else UTC.")
]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="Its number: `ddd visits list` shows it.")]

app = typer.Typer(
    name="visits",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who comes when: occurrences of tasks, planned as visits.",
)


@app.command("generate")
def generate(
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="Up to this day, by your clock, which is not among them.")
    ],
    asset: AssetOption = "",
    task: TaskOption = "",
    zone: VisitZoneOption = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Make a visit for each time a task falls due up to a day. Those that are there already stay as they are.

    Tasks that come oftener than daily are left out. Of one counted from the last work done, only the next is known.

    Examples:

      ddd visits generate --until 2026-12-31
    """
    from ddd.cli import ledger, output
    from ddd.ledger import moments
    from ddd.ledger.planning import visits
    from ddd.ledger.registers import assets

    with ledger.writing() as asked:
        clock = moments.zone_of(asked.session, asked.actor, zone)
        made = visits.generate(
            asked.session, asked.actor, asked.now, moments.moment(until, clock, asked.now),
            below=assets.find(asked.session, asset) if asset else None, task=task,
        )  # fmt: skip
    output.talk(f"{made.made} visits made, {made.known} were there already", quiet=quiet)
    if made.too_often:
        output.talk(f"left out, they come oftener than daily: {_some(made.too_often)}", quiet=quiet)
    if made.broken:
        output.talk(f"left out, their rules cannot be read: {_some(made.broken)}", quiet=quiet)


@app.command("plan")
def plan(
    task: Annotated[str, typer.Argument(metavar="TASK", help="What is to be done.", autocompletion=complete_task)],
    at: AtOption,
    asset: Annotated[
        str, typer.Option("--asset", metavar="ASSET", help="On which asset.", autocompletion=complete_asset)
    ] = "",
    person: PersonOption = "",
    length: LengthOption = "",
    notes: Annotated[str, typer.Option("--notes", help="What is to be known.")] = "",
    zone: VisitZoneOption = "",
    force: ForceOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Plan a visit by hand. Refused when a booking is in its way; windows are not, they are for such as this.

    Examples:

      ddd visits plan check-ropes --at "2026-03-04 09:00" --person bea
    """
    from ddd.cli import ledger, output
    from ddd.ledger.planning import visits
    from ddd.ledger.registers import schedules

    with ledger.writing() as asked:
        made = visits.plan(
            asked.session, asked.actor, asked.now, schedules.find(asked.session, task, asset),
            _moment(asked, at, zone), who=person, notes=notes, length=_length(length), force=force,
        )  # fmt: skip
        visit, against = made.id, visits.in_the_way(asked.session, made, _length(length))
    output.talk(f"planned visit {visit}{_forced(against)}", quiet=quiet)
    ledger.deliver(quiet=quiet)


@app.command("assign")
def assign(
    number: IdArgument,
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Who comes; '': as its task.", autocompletion=complete_person)
    ],
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Give a visit to somebody, who is told.

    Examples:

      ddd visits assign 12 bea
    """
    from ddd.cli import ledger, output
    from ddd.ledger.planning import visits

    with ledger.writing() as asked:
        visits.assign(asked.session, asked.actor, asked.now, visits.find(asked.session, number), person)
    output.talk(f"visit {number} is {f'given to {person}' if person else 'as its task is'}", quiet=quiet)
    ledger.deliver(quiet=quiet)


@app.command("reschedule")
def reschedule(
    number: IdArgument,
    at: AtOption,
    length: LengthOption = "",
    zone: VisitZoneOption = "",
    force: ForceOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Move a visit; when it is due stays as it is. Refused when a booking is in its way; windows are not.

    Examples:

      ddd visits reschedule 12 --at "2026-03-05 09:00"
    """
    from ddd.cli import ledger, output
    from ddd.ledger.planning import visits

    with ledger.writing() as asked:
        moment, visit = _moment(asked, at, zone), visits.find(asked.session, number)
        visits.reschedule(
            asked.session, asked.actor, asked.now, visit, moment, length=_length(length), force=force
        )  # fmt: skip
        against = visits.in_the_way(asked.session, visit, _length(length))
    output.talk(f"visit {number} is planned for {asked.told(moment)}{_forced(against)}", quiet=quiet)
    ledger.deliver(quiet=quiet)


@app.command("cancel")
def cancel(
    numbers: Annotated[list[int], typer.Argument(metavar="ID", help="Their numbers: `ddd visits list` shows them.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: it is recorded.")] = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Cancel visits, all of those named or none. Their tasks stay due: `ddd done TASK --skip` settles one.

    Examples:

      ddd visits cancel 12 --reason "the hall is closed"

      ddd visits cancel 12 13 14 --reason "it is due on other days now"
    """
    from ddd.cli import ledger, output, spoken
    from ddd.ledger.planning import visits

    with ledger.writing() as asked:
        for number in numbers:
            visits.cancel(asked.session, asked.actor, asked.now, visits.find(asked.session, number), reason)
    some = (
        f"visit {numbers[0]}; its task stays"
        if len(numbers) == 1
        else f"{spoken.counted(len(numbers), 'visit')}; their tasks stay"
    )
    output.talk(f"cancelled {some} due", quiet=quiet)


@app.command("list")
def list_(
    asset: AssetOption = "",
    task: TaskOption = "",
    person: PersonOption = "",
    state: Annotated[
        list[str] | None, typer.Option("--state", help="open, done, skipped, missed or cancelled; repeat it.")
    ] = None,
    badge: Annotated[list[str] | None, typer.Option("--badge", help="ok, soon or breached: the time promised.")] = None,
    begin: Annotated[str, typer.Option("--from", metavar="TIME", help="Planned from then on.")] = "",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="Planned before then.")] = "",
    sort: Annotated[str, typer.Option("--sort", help="planned, due, asset, task, who or state.")] = "planned",
    descending: Annotated[bool, typer.Option("--desc", help="The last first.")] = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List visits. The log says whether one was done, the clock whether it was missed.

    Forms: table, json, csv, md, html.

    Examples:

      ddd visits list --person bea --state open --to +7d

      ddd visits list --from 2026-03-01 --to 2026-04-01 --format csv -o march.csv
    """
    from ddd.cli import ledger
    from ddd.ledger.planning import visits
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        wanted = _wanted(asked, asset, task, person, state, badge, begin, end, sort, descending)
        found = visits.listed(asked.session, asked.now, wanted)
    columns = {
        "id": "Id", "planned": "Planned", "asset": "Asset", "task": "Task", "who": "Who", "state": "State",
        "sla": "SLA", "due": "Due", "done": "Done",
    }  # fmt: skip
    empty = "no such visits: `ddd visits generate --until DATE` makes them, `ddd visits plan TASK --at TIME` one"
    ledger.show(Listing("visits", columns, _rows(found), empty, clock=asked.clock), form, file)


@app.command("export")
def export(
    asset: AssetOption = "",
    task: TaskOption = "",
    person: PersonOption = "",
    begin: Annotated[str, typer.Option("--from", metavar="TIME", help="Planned from then on.")] = "now",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="Planned before then.")] = "",
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Give out visits for calendar programs (ICS); those cancelled are told so.

    Examples:

      ddd visits export --person bea -o bea.ics
    """
    from ddd.cli import ledger, output
    from ddd.ledger.planning import ics, visits

    with ledger.reading() as asked:
        wanted = _wanted(asked, asset, task, person, None, None, begin, end, "planned", False)
        own = ics.origin(asked.session)
        events = [
            ics.visit(
                one.visit.id, own, one.title, one.asset, one.visit.planned_at, one.who, one.visit.notes,
                one.state is visits.State.CANCELLED,
            )
            for one in visits.listed(asked.session, asked.now, wanted)
        ]  # fmt: skip
        text = ics.calendar("Maintenance visits", events, asked.now)
    output.deliver({"ics": lambda: text}, ["ics"], file)


def _wanted(
    asked: Asked, asset: str, task: str, person: str, state: list[str] | None, badge: list[str] | None, begin: str,
    end: str, sort: str, descending: bool,
) -> Wanted:  # fmt: skip
    from ddd.ledger.planning import visits
    from ddd.ledger.registers import assets
    from ddd.ledger.words import Badge

    return visits.Wanted(
        below=assets.find(asked.session, asset) if asset else None, task=task, who=person,
        states=[chosen(one, visits.State, "--state") for one in state or ()],
        badges=[chosen(one, Badge, "--badge") for one in badge or ()],
        start=_moment(asked, begin, "") if begin else None, end=_moment(asked, end, "") if end else None,
        sorting=chosen(sort, visits.Sorting, "--sort"), descending=descending,
    )  # fmt: skip


def _moment(asked: Asked, text: str, zone: str) -> datetime:
    from ddd.ledger import moments

    return moments.moment(text, moments.zone_of(asked.session, asked.actor, zone), asked.now)


def _forced(against: Sequence[Conflict]) -> str:
    from ddd.ledger.planning import conflicts

    return f"; it clashes with {conflicts.told_of(against)}: forced, and recorded so" if against else ""


def _length(text: str) -> timedelta | None:
    from ddd.ledger import moments

    return moments.length(text) if text else None


def _rows(found: Sequence[Told]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.visit.id, "planned": one.visit.planned_at, "asset": one.asset, "task": one.task,
            "title": one.title, "who": one.who, "state": str(one.state), "sla": str(one.badge) if one.badge else "",
            "due": one.visit.due, "deadline": one.deadline, "done": one.done_at, "by_hand": one.visit.by_hand,
            "notes": one.visit.notes,
        }
        for one in found
    ]  # fmt: skip


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{', '.join(names[:5])}{more}"
