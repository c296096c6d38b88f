"""Values that do not do what they were written for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddd.lint.handles import PROSE
from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Schedule, Severity, State


@rule("DDD201", "the system refuses the value", Severity.CRITICAL)
def refused(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """The system that reads this value will not take it: the job does not run at all.

    `OnCalendar=1h` is a length of time where a calendar is asked for; Kubernetes refuses weekday 7. Debian's cron
    throws away the whole file for one bad line. Write it as the message says, and try it: `systemd-analyze calendar`,
    `crontab -n`, `kubectl apply --dry-run=server`.
    """
    for one in schedules:
        if one.state is State.INVALID:
            yield Noticed(f"{one.system} refuses “{one.expression}”: {one.note}", one.evidence)


@rule("DDD202", "never fires", Severity.WARNING)
def never(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """The value is legal and no such moment ever comes: `0 0 31 2 *` is the 31st of February.

    Where it means “run by hand only”, say so in a comment, or suspend the job: that is what the system offers for it.
    """
    for one in schedules:
        if one.state is State.NEVER and one.system != PROSE:
            yield Noticed(f"“{one.expression}” is legal and never fires", one.evidence)
