"""Controls that a reader should look at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Control, Severity, State

_FOREVER = "forever"


@rule("DDD305", "nothing is ever deleted", Severity.INFO, Control)
def kept_forever(controls: Sequence[Control], _: Context) -> Iterator[Noticed]:
    """Logs or backups are kept forever: no retention is set, or it is set to never.

    That costs more each month, and data about persons may not be kept longer than needed. Set a retention
    (`retention_in_days = 365`). Where keeping forever is meant, this is only a reminder.
    """
    for one in controls:
        if one.value == _FOREVER and one.state is State.ACTIVE:
            yield Noticed(f"{one.name or one.scope or 'what stands here'} is kept forever", one.evidence)
