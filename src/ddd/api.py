"""What the commands give, for Python: thin, typed, and imported when it is first asked for (`ddd/__init__.py`)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ddd.model import Assessment, Inventory, Procedure, Schedule, Trigger


class TemporalMaintenanceExtractor:
    """What a repository says about its maintenance. The folder is read once, when the first question is asked.

    Every question raises `ddd.errors.UsageError` when the path is no folder that may be read. What cannot be read
    inside it is in `inventory.problems`, never an exception.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @cached_property
    def inventory(self) -> Inventory:
        """All facts, findings and problems, and the account of what was read."""
        from ddd.pipeline import take_inventory

        return take_inventory(self.path)

    def extract_schedules(self) -> list[Schedule]:
        """Return what recurs by the clock, in every state; `cadence` is None where it cannot be known."""
        return list(self.inventory.schedules)

    def extract_procedures(self) -> list[Procedure]:
        """Return the ordered steps of scripts, playbooks and documents."""
        from ddd.model import Procedure

        return [fact for fact in self.inventory.facts if isinstance(fact, Procedure)]

    def extract_triggers(self) -> list[Trigger]:
        """Return the conditions on which maintenance is due."""
        from ddd.model import Trigger

        return [fact for fact in self.inventory.facts if isinstance(fact, Trigger)]


def generate_runbooks(
    path: str | Path,
    output: str | Path = "runbooks",
    *,
    form: str = "markdown",
    spec: str | Path | None = None,
    runbook_base_url: str = "",
    as_of: date | None = None,
) -> list[Path]:
    """Write what people work from into the folder `output`; return the paths, sorted.

    `form` is one that `ddd generate-runbooks --format` knows. `as_of`, by default today (UTC), is the day on which it
    is judged what has ended; pages that show days show its year. Raises KeyError for another form, and
    `ddd.errors.DddError` when `path` cannot be read, `spec` is not valid, or a page may not be written.
    """
    from ddd.pipeline import judge
    from ddd.renderers import Book, Options, bind
    from ddd.renderers.writing import folder, notes

    day = as_of or datetime.now(UTC).date()
    judged = judge(Path(path), spec=Path(spec) if spec else None, as_of=day, documentation=True)
    options = Options(runbook_base_url=runbook_base_url, year=day.year)
    artifacts = bind(Book(judged.plan, judged.assessment, judged.spec, options), form)
    folder.write(artifacts, Path(output), renamed=notes.renamed(judged.plan))
    return [Path(output) / artifact.path for artifact in artifacts]


def validate_maintenance_coverage(
    path: str | Path, *, spec: str | Path | None = None, fail_under: float | None = None
) -> Assessment:
    """Return the assessment of the repository at `path`; `fail_under` (0 to 100) overrides the spec's threshold.

    Raises `ddd.errors.DddError` when `path` cannot be read or `spec` is not valid.
    """
    from ddd.assess import Wanted
    from ddd.history import History
    from ddd.pipeline import judge

    named, wanted = Path(spec) if spec else None, Wanted(whole=fail_under)
    return judge(Path(path), spec=named, wanted=wanted, history=History(), documentation=True).assessment
