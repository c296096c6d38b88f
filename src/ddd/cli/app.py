"""The commands and their options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ddd.version import __version__

if TYPE_CHECKING:
    from ddd.agenda.agenda import Agenda, Span

app = typer.Typer(
    name="ddd",
    add_completion=True,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Finds when and how a system must be maintained, scores what is missing, writes the runbooks and the alerts.",
    epilog="Exit codes: 0 fine, 1 the gate failed, 2 usage or configuration, 3 a bug of ddd.",
)

PathArgument = Annotated[Path, typer.Argument(help="Folder of the repository.", show_default=True)]
FormatOption = Annotated[
    list[str], typer.Option("--format", "-f", metavar="FORM[=FILE]", help="table or json; repeat it as FORM=FILE.")
]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not stdout.")]
SpecOption = Annotated[
    Path | None, typer.Option("--spec", metavar="FILE", help="Maintenance spec instead of ddd's own.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No talk on stderr.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="List every problem with its reason.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As if this were today; one day gives one output.")
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--zone", metavar="AREA/CITY", help="Show times in this zone instead of each schedule's own."),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ddd {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Find when and how the repository in this folder must be maintained.

    Without a command: what was found, the score, the three biggest gaps and the next command.
    """
    if context.invoked_subcommand is not None:
        return
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.reports import table

    with output.progress(quiet=quiet) as progress:
        judged = judge(Path(), progress=progress)
    inventory = judged.plan.inventory
    output.deliver(
        {"table": lambda: table.summary(inventory, judged.assessment, len(judged.plan.tasks))}, ["table"], None
    )


@app.command()
def extract(
    path: PathArgument = Path(),
    temporal: Annotated[
        bool,
        typer.Option("--temporal", help="Schedules, triggers, failures, checks, contacts …: all there is so far."),
    ] = False,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006  typer copies it
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Read a repository and list what it says about its maintenance, each fact with its line.

    Examples:

      ddd extract --temporal

      ddd extract --temporal /srv/ansible --format json | jq '.facts[] | select(.kind == "schedule")'
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.link.escalation import escalations
    from ddd.pipeline import take_inventory
    from ddd.reports import json_form, table

    day = asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        inventory = take_inventory(path, progress, day)
    forms: dict[str, output.Form] = {
        "table": lambda: table.inventory(inventory),
        "json": lambda: json_form.inventory(inventory, escalations(inventory)),
    }
    output.deliver(forms, form, file)
    output.tell_problems(inventory, verbose=verbose, quiet=quiet)


@app.command("validate-maintenance-coverage")
def validate_maintenance_coverage(
    path: PathArgument = Path(),
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", min=0, max=100, metavar="N", help="Threshold instead of the spec's."),
    ] = None,
    spec: SpecOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Score a repository against the maintenance spec; exit 1 when it is below the threshold.

    Examples:

      ddd validate-maintenance-coverage --fail-under 60

      ddd validate-maintenance-coverage -f table -f json=coverage.json
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.reports import json_form, table

    day = asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        judged = judge(path, spec=spec, threshold=fail_under, progress=progress, as_of=day)
    forms: dict[str, output.Form] = {
        "table": lambda: table.assessment(judged.assessment),
        "json": lambda: json_form.assessment(judged.assessment),
    }
    output.deliver(forms, form, file)
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    raise typer.Exit(0 if judged.assessment.passed else 1)


@app.command("generate-runbooks")
def generate_runbooks(
    path: PathArgument = Path(),
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the pages go.")] = Path(
        "runbooks"
    ),
    base_url: Annotated[
        str,
        typer.Option("--runbook-base-url", metavar="URL", help="Where the pages will be read, for the alerts' links."),
    ] = "",
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a page is out of date.")] = False,
    spec: SpecOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the runbooks (daily, weekly, monthly, emergency …) and the Prometheus alert rules with their tests.

    Your own notes between the keep marks of a page survive. Files that ddd did not write are never overwritten.

    Examples:

      ddd generate-runbooks

      ddd generate-runbooks /srv/ansible -o docs/runbooks --runbook-base-url https://wiki.example.com/runbooks/
    """
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.renderers import Options, render, writing

    with output.progress(quiet=quiet) as progress:
        judged = judge(path, spec=spec, progress=progress)
    artifacts = render(judged.plan, judged.assessment, Options(runbook_base_url=base_url))
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    if check:
        stale = writing.stale(artifacts, folder)
        for name, matter in stale.items():
            typer.echo(f"{folder / name} {matter}")
        output.talk("run ddd generate-runbooks" if stale else "all pages are up to date", quiet=quiet)
        raise typer.Exit(1 if stale else 0)
    changed = writing.write(artifacts, folder)
    for artifact in artifacts:
        typer.echo(str(folder / artifact.path))
    output.talk(f"{len(artifacts)} files, {len(changed)} of them changed", quiet=quiet)


@app.command()
def lint(
    path: PathArgument = Path(),
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="SEVERITY", help="Exit 1 from here on: info, warning, critical or never."),
    ] = "critical",
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """List what is wrong with the maintenance of a repository, one finding a line.

    Values that the system refuses, jobs that never run or not in every month, the hour that clocks skip, comments that
    contradict, alarms that tell nobody, what has ended. `ddd explain DDD206` says what a code means and what to do.

    Examples:

      ddd lint

      ddd lint /srv/ansible --fail-on warning
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.pipeline import take_inventory
    from ddd.reports import findings, json_form

    limit, day = findings.limit(fail_on), asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        inventory = take_inventory(path, progress, day)
    forms: dict[str, output.Form] = {
        "table": lambda: findings.lines(inventory.findings),
        "json": lambda: json_form.findings(inventory.findings),
    }
    output.deliver(forms, form, file)
    output.talk(findings.summary(inventory.findings), quiet=quiet)
    output.tell_problems(inventory, verbose=verbose, quiet=quiet)
    raise typer.Exit(1 if findings.reaches(inventory.findings, limit) else 0)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="A source (`crontab`) or a code (`DDD206`); none lists all.")] = "",
    debug: DebugOption = False,
) -> None:
    """Explain what is read from a source, or what a finding means and what to do about it.

    Examples:

      ddd explain

      ddd explain systemd-timer

      ddd explain DDD207
    """
    from ddd.reports import explanations

    typer.echo(f"{explanations.page(name).text}\n" if name else explanations.listing(), nl=False)


@app.command()
def calendar(
    path: PathArgument = Path(),
    month: Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="This month.")] = None,
    days: Annotated[int | None, typer.Option("--days", metavar="N", help="So many days from today on.")] = None,
    zone: ZoneOption = None,
    as_of: AsOfOption = None,
    form: Annotated[
        list[str],
        typer.Option("--format", "-f", metavar="FORM[=FILE]", help="table, ics, html or json; FORM=FILE, repeated."),
    ] = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Show a month of maintenance: a grid with its list, a file for calendar programs, or a page for a browser.

    Times stand in the zone of their schedule unless --zone asks for another.

    Examples:

      ddd calendar --month 2026-12

      ddd calendar --days 90 -f ics=maintenance.ics -f html=maintenance.html
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.errors import UsageError
    from ddd.reports import agenda_html, agenda_ics, agenda_json, agenda_table

    if month is not None and days is not None:
        raise UsageError("--month and --days both say which days", advice="give one of them")
    asked = asking.zone(zone)
    today_is = asking.day(as_of, asked)
    span = asking.month(month or f"{today_is:%Y-%m}") if days is None else asking.days(today_is, days)
    agenda = _agenda(path, span, asked, quiet=quiet, verbose=verbose)
    forms: dict[str, output.Form] = {
        "table": lambda: agenda_table.calendar(agenda),
        "ics": lambda: agenda_ics.calendar(agenda, today_is),
        "html": lambda: agenda_html.calendar(agenda),
        "json": lambda: agenda_json.agenda(agenda),
    }
    output.deliver(forms, form, file)
    if left_out := agenda_ics.left_out(agenda) if any(one.startswith("ics") for one in form) else "":
        output.talk(left_out, quiet=quiet)


@app.command()
def today(
    path: PathArgument = Path(),
    days: Annotated[int, typer.Option("--days", metavar="N", help="Today and the days after it, N in all.")] = 1,
    zone: ZoneOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what falls due today: when, who does it, for how long, and the page to work from.

    Examples:

      ddd today

      ddd today --days 7 --zone Europe/Berlin
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.reports import agenda_json, agenda_table

    asked = asking.zone(zone)
    agenda = _agenda(path, asking.days(asking.day(as_of, asked), days), asked, quiet=quiet, verbose=verbose)
    forms: dict[str, output.Form] = {
        "table": lambda: agenda_table.today(agenda),
        "json": lambda: agenda_json.agenda(agenda),
    }
    output.deliver(forms, form, file)


def _agenda(path: Path, span: Span, zone: str | None, *, quiet: bool, verbose: bool) -> Agenda:
    from ddd.agenda.agenda import lay_out
    from ddd.cli import output
    from ddd.pipeline import make_plan
    from ddd.renderers.links import page_of

    with output.progress(quiet=quiet) as progress:
        plan = make_plan(path, progress=progress)
    output.tell_problems(plan.inventory, verbose=verbose, quiet=quiet)
    return lay_out(plan, span, zone, page_of)
