"""Conditions that somebody watches and that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Severity, State, Trigger


@rule("DDD301", "an alarm that tells nobody", Severity.WARNING, of=Trigger)
def tells_nobody(triggers: Sequence[Trigger], _: Context) -> Iterator[Noticed]:
    """The system lets an alarm name whom it tells, and this one names nobody: it changes colour in a console.

    A CloudWatch alarm without `alarm_actions`, a Datadog monitor whose message mentions no `@handle`. Name a topic, a
    channel or an on-call service; if it only feeds a composite alarm or an autoscaler, say so there.
    """
    for one in triggers:
        if one.state is State.ACTIVE and one.notifies == ():
            yield Noticed(f"“{one.name or one.subject}” tells nobody when {_when(one)}", one.evidence)


def _when(trigger: Trigger) -> str:
    limit = trigger.stated or ("" if trigger.threshold is None else f"{trigger.threshold:g}{trigger.unit}")
    return f"{trigger.subject} {trigger.comparison} {limit}".strip()
