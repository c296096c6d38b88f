"""`ddd lint`: what is wrong, one finding a line; of a repository, or of runbooks that people wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ddd.cli.options import (
    AsOfOption,
    DebugOption,
    FormatOption,
    NoCacheOption,
    OutputOption,
    QuietOption,
    SpecOption,
    VerboseOption,
)

if TYPE_CHECKING:
    from ddd.model import Severity


def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Folder of the repository (.), or runbooks (*.md).")
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="SEVERITY", help="Exit 1 from here on: info, warning, critical or never."),
    ] = "critical",
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", min=0, max=100, metavar="N", help="Exit 1 when a runbook scores below N."),
    ] = None,
    spec: SpecOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """List what is wrong with the maintenance of a repository, one finding a line; or with runbooks people wrote.

    Values that the system refuses, jobs that never run or not in every month, the hour that clocks skip, comments that
    contradict, alarms that tell nobody, what has ended, schedules and documents that have drifted apart. Files are
    scored as runbooks, with the rules for tasks, and what they lack is named line by line. `ddd explain DDD206` says
    what a code means and what to do.

    Forms: table, json, sarif, codequality, github.

    Examples:

      ddd lint

      ddd lint /srv/ansible --fail-on warning

      ddd lint docs/runbooks/*.md --fail-under 60
    """
    from ddd.agenda import asking
    from ddd.errors import UsageError
    from ddd.reports import findings

    limit, day, wanted = findings.limit(fail_on), asking.day(as_of, "UTC"), paths or [Path()]
    folders = [path for path in wanted if path.is_dir()]
    if folders and len(wanted) > 1:
        raise UsageError("a folder and more", where=str(folders[0]), advice="name one folder, or only files")
    if folders and fail_under is not None:
        advice = "name the runbooks, or use `ddd validate-maintenance-coverage --fail-under`"
        raise UsageError("--fail-under is a score of runbooks", where=str(folders[0]), advice=advice)
    if folders:
        passed = _repository(folders[0], limit, day, spec, form, file, no_cache=no_cache, quiet=quiet, verbose=verbose)
    else:
        passed = _runbooks(wanted, limit, day, fail_under, spec, form, file, quiet=quiet)
    raise typer.Exit(0 if passed else 1)


def _repository(
    folder: Path,
    limit: Severity | None,
    day: date,
    spec: Path | None,
    form: list[str],
    file: Path | None,
    *,
    no_cache: bool,
    quiet: bool,
    verbose: bool,
) -> bool:
    from ddd.cli import output
    from ddd.pipeline import Court
    from ddd.reports import assessment_forms, findings, json_form

    with output.progress(quiet=quiet) as progress:
        inventory, found = Court.of(folder, spec, day, progress, output.shortcuts(no_cache)).lint(folder)
    counting = [one for one in found if one.suppression is None]
    forms: dict[str, output.Form] = {
        "table": lambda: findings.lines(counting),
        "json": lambda: json_form.findings(found),
        **assessment_forms.of_findings(found, inventory, output.seen_from_here(folder)),
    }
    output.deliver(forms, form, file)
    output.talk(findings.summary(counting), quiet=quiet)
    if any(folder.glob("*.md")):
        output.talk(f"to score the pages in it as runbooks, name them: ddd lint {folder}/*.md", quiet=quiet)
    output.tell_problems(inventory, verbose=verbose, quiet=quiet)
    return not findings.reaches(counting, limit)


def _runbooks(
    paths: list[Path],
    limit: Severity | None,
    day: date,
    fail_under: float | None,
    spec: Path | None,
    form: list[str],
    file: Path | None,
    *,
    quiet: bool,
) -> bool:
    from ddd.assess.runbook_files import checked
    from ddd.cli import output
    from ddd.model import Inventory, Scanned, replace
    from ddd.pipeline import Court
    from ddd.reports import assessment_forms, findings, runbook_lint

    court = Court.of(Path(), spec, day)  # what the repository one stands in says holds for its runbooks
    rules = court.spec
    found = checked(paths, rules, day)
    found = replace(found, findings=court.reported(found.findings))
    names = tuple(sorted(page.source.path for page in found.pages))
    size = sum(len(page.source.data) for page in found.pages)
    inventory = Inventory(
        scanned=Scanned(files=len(names), bytes=size, seen=len(names), parsed=len(names), skipped=()),
        facts=(), findings=found.findings, problems=(), paths=names,
    )  # fmt: skip
    counting = [one for one in found.findings if one.suppression is None]
    passed = not findings.reaches(counting, limit) and runbook_lint.passes(found.runbooks, fail_under)
    forms: dict[str, output.Form] = {
        "table": lambda: runbook_lint.table(found.runbooks, counting),
        "json": lambda: runbook_lint.report(found.runbooks, found.findings, rules.complete, fail_under, passed=passed),
        **assessment_forms.of_findings(found.findings, inventory),
    }
    output.deliver(forms, form, file)
    output.talk(findings.summary(counting), quiet=quiet)
    output.talk(runbook_lint.summary(found.runbooks, rules.complete), quiet=quiet)
    return passed
