"""`ddd schedule`: tasks on assets, how often they are due, and who does them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_contract, complete_person, complete_task
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ddd.cli.ledger import Asked
    from ddd.ledger.store.models import Schedule

app = typer.Typer(
    name="schedule",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Tasks on assets: how often they are due, and who does them.",
)
_COLUMNS = {
    "task": "Task", "asset": "Asset", "rules": "Rules", "zone": "Zone", "standing": "Standing", "due": "Next due",
    "who": "Who", "priority": "Priority", "remarks": "",
}  # fmt: skip
_MOST_NAMED = 20
_EMPTY = "no schedules: `ddd programme apply` takes those of a repository, `ddd schedule add` makes one"

TaskArgument = Annotated[str, typer.Argument(metavar="TASK", help="Its id.", autocompletion=complete_task)]
AssetOption = Annotated[
    str,
    typer.Option("--asset", metavar="KEY", help="Of this asset, where several.", autocompletion=complete_asset),
]
TitleOption = Annotated[str | None, typer.Option("--title", help="What people call it.")]
KindOption = Annotated[str | None, typer.Option("--kind", help="What sort of work: backups, inspection, …")]
DescriptionOption = Annotated[str | None, typer.Option("--description", help="What it is for.")]
RuleOption = Annotated[
    list[str] | None,
    typer.Option("--rule", metavar="RULE", help="“every 2 weeks”, “cron 0 3 * * *”, “oncalendar Mon 03:00”; repeated."),
]
ZoneOption = Annotated[
    str | None, typer.Option("--zone", metavar="AREA/CITY", help="The clock it goes by; a new one goes by yours.")
]
StartOption = Annotated[
    str | None,
    typer.Option("--start", metavar="TIME", help="By its clock. Lengths are counted from it; nothing is due before."),
]
AnchorOption = Annotated[
    str | None,
    typer.Option("--anchor", help="calendar: late work does not shift it; completion: counted from the last work."),
]
GraceOption = Annotated[
    str | None, typer.Option("--grace", metavar="LENGTH", help="How late it may be before it is overdue, as 12h.")
]
SlaOption = Annotated[
    str | None, typer.Option("--sla", metavar="LENGTH", help="Within what time of its due time it is promised.")
]
PriorityOption = Annotated[str | None, typer.Option("--priority", help="low, medium or high.")]
AssigneeOption = Annotated[
    str | None, typer.Option("--assignee", metavar="PERSON", help="Who does it.", autocompletion=complete_person)
]
ContractOption = Annotated[
    str | None,
    typer.Option("--contract", metavar="REFERENCE", help="Who has promised it.", autocompletion=complete_contract),
]
ProofOption = Annotated[
    bool | None, typer.Option("--proof-required/--no-proof-required", help="It counts with a proof only.")
]


@app.command("add")
def add(
    asset: Annotated[str, typer.Argument(metavar="ASSET", help="On which asset.", autocompletion=complete_asset)],
    task: Annotated[str, typer.Argument(metavar="TASK", help="What it is called: short, unique there.")],
    rule: RuleOption = None,
    zone: ZoneOption = None,
    start: StartOption = None,
    title: TitleOption = None,
    kind: KindOption = None,
    description: DescriptionOption = None,
    anchor: AnchorOption = None,
    grace: GraceOption = None,
    sla: SlaOption = None,
    priority: PriorityOption = None,
    assignee: AssigneeOption = None,
    contract: ContractOption = None,
    proof: ProofOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Add a schedule by hand, for work that no repository speaks of.

    A rule is a length (every 2 weeks), or a calendar with the name of its language before it: cron, oncalendar, rrule,
    phrase, … Without --start a length is first due when it has passed once.

    Examples:

      ddd schedule add hall-2 clean-filters --rule "every 3 months" --assignee anna --grace 7d

      ddd schedule add lift inspect --rule "cron 0 9 1 * *" --zone Europe/Berlin --contract L-2026-7 --sla 2d
    """
    from ddd.cli import ledger, output
    from ddd.ledger import moments
    from ddd.ledger.registers import schedules

    with ledger.writing() as asked:
        clock = moments.zone_of(asked.session, asked.actor, zone or "")
        fields = _fields(
            asked, clock, grace=grace, sla=sla, title=title, kind=kind, description=description, anchor=anchor,
            priority=priority, assignee=assignee, contract=contract, proof_required=proof, start=start, zone=clock,
        )  # fmt: skip
        made = schedules.add(asked.session, asked.actor, asked.now, asset, task, rule or [], **fields)
        told = _next(made, asked)
    output.talk(f"added {task} on {asset}, {told}", quiet=quiet)


@app.command("list")
def list_(
    asset: Annotated[
        str,
        typer.Option("--asset", metavar="KEY", help="Only this and what is below it.", autocompletion=complete_asset),
    ] = "",
    person: Annotated[
        str, typer.Option("--person", metavar="KEY", help="Only what is theirs.", autocompletion=complete_person)
    ] = "",
    standing: Annotated[str, typer.Option("--standing", help="Only ok, soon, due, overdue, paused or ended.")] = "",
    missing: Annotated[bool, typer.Option("--missing", help="Only what its repository no longer holds.")] = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List the schedules, the most urgent first.

    Forms: table, json, csv, md, html.

    Examples:

      ddd schedule list --asset harbour --standing overdue

      ddd schedule list --missing
    """
    from ddd.cli import ledger, whose
    from ddd.errors import UsageError
    from ddd.ledger.registers import assets, people
    from ddd.ledger.registers import standing as stand
    from ddd.ledger.words import Standing
    from ddd.reports.listing import Listing

    if standing and standing not in list(Standing):
        raise UsageError(f"no standing “{standing}”", advice=f"there are: {', '.join(Standing)}")
    with ledger.reading() as asked:
        top = assets.find(asked.session, asset) if asset else None
        who = people.find(asked.session, person) if person else None
        found = stand.due(asked.session, asked.now, stand.Wanted(asset=top, person=who, everything=True))
    rows = [
        {**row, "remarks": "no longer in the repository" if row["missing_since"] else ""}
        for row in found
        if standing in ("", row["standing"]) and (row["missing_since"] or not missing)
    ]
    filtered = asset or person or standing or missing
    whose.show(
        Listing("schedules", _COLUMNS, rows, "none of these" if filtered else _EMPTY, clock=asked.clock), form, file
    )


@app.command("show")
def show(
    task: TaskArgument,
    asset: AssetOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show all of one schedule.

    Examples:

      ddd schedule show restore-drill --asset harbour
    """
    from ddd.cli import ledger, spoken, whose
    from ddd.ledger.registers import schedules, standing

    with ledger.reading() as asked:
        row = standing.whole(asked.session, asked.now, schedules.find(asked.session, task, asset))
    said = {name: spoken.length_in_words(row[name]) for name in ("grace", "sla") if row[name]}
    said["who"] = whose.said(row)
    ledger.show_one("schedule", row, form, file, asked.clock, said)


@app.command("set")
def set_(
    task: TaskArgument,
    asset: AssetOption = "",
    rule: RuleOption = None,
    zone: ZoneOption = None,
    start: StartOption = None,
    title: TitleOption = None,
    kind: KindOption = None,
    description: DescriptionOption = None,
    anchor: AnchorOption = None,
    grace: GraceOption = None,
    sla: SlaOption = None,
    priority: PriorityOption = None,
    assignee: AssigneeOption = None,
    contract: ContractOption = None,
    proof: ProofOption = None,
    unpin: Annotated[
        list[str] | None,
        typer.Option("--unpin", metavar="FIELD", help="Let the programme say it again; repeated."),
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Change a schedule. What is changed is pinned: `ddd programme apply` leaves it alone. Empty takes a value away.

    Examples:

      ddd schedule set restore-drill --assignee anna --priority high

      ddd schedule set restore-drill --rule "cron 0 9 1 */3 *" --zone Europe/Berlin

      ddd schedule set restore-drill --unpin rules
    """
    from ddd.cli import ledger, output
    from ddd.ledger.planning import visits
    from ddd.ledger.registers import changing, schedules

    with ledger.writing() as asked:
        schedule = schedules.find(asked.session, task, asset)
        was, owed = schedules.rhythm_of(schedule), schedule.next_due
        fields = _fields(
            asked, zone or schedule.zone, grace=grace, sla=sla, title=title, kind=kind, description=description,
            anchor=anchor, priority=priority, assignee=assignee, contract=contract, proof_required=proof, start=start,
            zone=zone, rules=rule or None,
        )  # fmt: skip
        told = changing.named(
            asked.session, schedules.change(asked.session, asked.actor, asked.now, schedule, **fields)
        )
        if unpin:
            told["pinned"] = schedules.unpin(asked.session, asked.actor, asked.now, schedule, unpin)
        stranded = visits.stranded(asked.session, asked.now, schedule) if schedules.RHYTHM & told.keys() else []
        gone = schedules.let_go(was, owed, schedule, asked.now)
        due = _next(schedule, asked)
    output.talk(f"{ledger.told_changes(task, told, asked.clock)}; {due}", quiet=quiet)
    if gone:
        output.talk(_let_go(gone), quiet=quiet)
    if stranded:
        output.talk(_stranded(task, stranded), quiet=quiet)


@app.command("pause")
def pause(
    task: TaskArgument,
    asset: AssetOption = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="For the audit.")] = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Let a schedule rest: nobody is told of it until it is resumed.

    Examples:

      ddd schedule pause clean-filters --why "closed until spring"
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import schedules

    with ledger.writing() as asked:
        schedule = schedules.find(asked.session, task, asset)
        schedules.pause(asked.session, asked.actor, asked.now, schedule, why=why)
    output.talk(f"paused {task}; `ddd schedule resume {task}` goes on", quiet=quiet)


@app.command("resume")
def resume(task: TaskArgument, asset: AssetOption = "", quiet: QuietOption = False, debug: DebugOption = False) -> None:
    """Let a schedule count again. What fell due meanwhile is owed: one piece of work settles it.

    Examples:

      ddd schedule resume clean-filters
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import schedules

    with ledger.writing() as asked:
        schedule = schedules.find(asked.session, task, asset)
        schedules.resume(asked.session, asked.actor, asked.now, schedule)
        told = _next(schedule, asked)
    output.talk(f"resumed {task}, {told}", quiet=quiet)


@app.command("remove")
def remove(task: TaskArgument, asset: AssetOption = "", quiet: QuietOption = False, debug: DebugOption = False) -> None:
    """Take a schedule out. Its history stays; the programme does not bring it back, adding it again does.

    Examples:

      ddd schedule remove clean-filters
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import schedules

    with ledger.writing() as asked:
        schedules.delete(asked.session, asked.actor, asked.now, schedules.find(asked.session, task, asset))
    output.talk(f"removed {task}", quiet=quiet)


def _let_go(count: int) -> str:
    from ddd.ledger.rules import due

    return f"{due.told(count)} missed {'time is' if count == 1 else 'times are'} no longer owed"


def _stranded(task: str, visits: Sequence[int]) -> str:
    from ddd.cli import spoken

    some = " ".join(map(str, visits[:_MOST_NAMED]))
    more = f" (and more: `ddd visits list --task {task} --state open`)" if len(visits) > _MOST_NAMED else ""
    return (
        f"{spoken.counted(len(visits), 'visit')} to come stand at times it is not due any more: "
        f"`ddd visits cancel {some} --reason …`{more}, then `ddd visits generate --until DATE`"
    )


def _fields(asked: Asked, clock: str, **given: Any) -> dict[str, Any]:
    """Return what was given, lengths in seconds and times as moments."""
    from ddd.cli import ledger
    from ddd.ledger import moments

    fields = {name: value for name, value in given.items() if value is not None}
    for name in ("grace", "sla"):
        if name in fields:
            none = 0 if name == "grace" else None
            fields[name] = int(moments.length(fields[name]).total_seconds()) if fields[name] else none
    if "start" in fields:
        fields["start"] = ledger.moment(asked, fields["start"], clock)
    return fields


def _next(schedule: Schedule, asked: Asked) -> str:
    return f"next due {asked.told(schedule.next_due)}" if schedule.next_due else "never due again"
