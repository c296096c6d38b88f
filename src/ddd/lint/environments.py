"""Copies of one job that differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ddd.lint._starts import in_force
from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Schedule, Severity

_ENVIRONMENT = re.compile(
    r"(?<![a-z0-9])(?:prod|production|live|stag|stage|staging|dev|devel|development|test|testing|qa|uat|int|integration|"
    r"preprod|pre-prod|preview|sandbox|demo)(?![a-z0-9])",
    re.IGNORECASE,
)


@rule("DDD213", "other times in other environments", Severity.INFO)
def other_times_in_other_environments(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """The same job runs at other times in production than in staging or elsewhere.

    That may be meant. Where it is not, what was tried in one environment is not what runs in the other.
    """
    copies: dict[tuple[str, str, str], list[Schedule]] = defaultdict(list)
    for one in in_force(schedules):
        path, count = _ENVIRONMENT.subn("*", one.place.path)
        if count and one.name:
            copies[one.system, one.name, path].append(one)
    for same in copies.values():
        times = {one.expression for one in same}
        if len({one.place.path for one in same}) > 1 and len(times) > 1:
            told = "; ".join(f"“{one.expression}” in {one.place.path}" for one in same[:4])
            yield Noticed(f"{same[0].name}: {told}", tuple(one.place for one in same))
