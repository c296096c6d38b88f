"""What can be wrong with a declared task, beyond what its schema refuses."""

from __future__ import annotations

from ddd.codes import Code
from ddd.model import Severity

COMPLETES_NOTHING = Code(
    "DDD203",
    "a declared task completes one that is not there",
    Severity.WARNING,
    """Its `task:` names a task that no schedule of the repository makes: the job was renamed or deleted.

    `ddd extract --temporal` and the pages show the ids there are. Name the new one, say `was:` for an id that people
    and dashboards know, or delete the entry; an entry with a `cadence` and without `task` is a task of its own.
    """,
)
NO_RHYTHM = Code(
    "DDD204",
    "a declared task does not say how often",
    Severity.WARNING,
    """It completes no extracted task and has neither `cadence` nor `schedule`: nobody can know when it is due.

    Give it one of them, or name with `task:` the job it describes.
    """,
)
ID_TAKEN = Code(
    "DDD205",
    "a declared task has the id of another one",
    Severity.WARNING,
    """Two tasks cannot share an id: metrics, alerts and pages know a task by it. The declared one is left out.

    Give it another id, or name with `task:` the extracted task that it is meant to complete.
    """,
)
