"""Times of day that hold a surprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from ddd.lint._starts import in_force, rare, seconds, starts
from ddd.lint.rule import Lines, Noticed, rule
from ddd.model import Cadence, Evidence, Schedule, Severity

_MINUTE, _HOUR = 60, 3600
_UNKNOWN_HOUR = 2
"""The hour that Europe and America skip in spring; where the zone is not known it stands for all of them."""
_ZONE_OF_THE_CLUSTER = {
    "kubernetes-cronjob": "spec.timeZone",
    "argo-cronworkflow": "spec.timezone",
}


@rule("DDD208", "every minute of an hour", Severity.WARNING)
def every_minute_of_an_hour(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """The hour is given and the minute is not, so the job starts sixty times in that hour.

    An omitted minute means `*` in cron tables, in the cron modules of Ansible and Puppet, in Celery's `crontab()` and
    in launchd. Give the minute.
    """
    for one in in_force(schedules):
        moments = starts(one)[: 24 * 60]
        gaps = {seconds(later - early) for early, later in pairwise(moments)}
        if one.cadence is Cadence.SUB_DAILY and _MINUTE in gaps and max(gaps) > _HOUR:
            yield Noticed(f"“{one.expression}” starts every minute of the hours it names", one.evidence)


@rule("DDD209", "in the hour that clocks skip or repeat", Severity.INFO)
def daylight_saving(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """The job falls into the hour that daylight saving skips in spring or repeats in autumn.

    Some systems leave it out on that day, some run it late, some run it twice. Take a time before 01:00 or after 03:00,
    or a zone without daylight saving such as UTC. Where the zone is the host's and unknown, 02:00 to 02:59 is told.
    """
    for one in rare(schedules):
        moments = starts(one)
        if one.timezone is None and moments and not _names_zone(one):
            if {moment.hour for moment in moments} == {_UNKNOWN_HOUR} and len(moments) > 1:
                yield Noticed(f"“{one.expression}” falls into the hour that clocks skip in spring", one.evidence)
        elif any(map(_is_shifted, moments)):
            yield Noticed(
                f"“{one.expression}” falls into an hour that {one.timezone or 'its zone'} skips or repeats",
                one.evidence,
                Severity.WARNING,
            )


@rule("DDD210", "no time zone", Severity.INFO)
def no_time_zone(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """The job runs at a time of day, and nothing says in whose zone: a cluster's controller decides.

    Say it: `spec.timeZone: Etc/UTC` of a CronJob, `spec.timezone` of a CronWorkflow.
    """
    for one in rare(schedules):
        setting = _ZONE_OF_THE_CLUSTER.get(one.system)
        if setting and one.timezone is None and "TZ=" not in one.expression and starts(one):
            yield Noticed(f"“{one.expression}” has no time zone: {setting} would say it", one.evidence)


@rule("DDD211", "several jobs in one minute", Severity.INFO)
def several_in_one_minute(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """Three or more jobs of one host or one component start in the same minute and compete for it.

    Midnight on the first of the month is everybody's favourite. Spread them: another minute costs nothing, and systemd
    offers `RandomizedDelaySec=`, Jenkins `H`.
    """
    groups: dict[tuple[str, str], list[Schedule]] = {}
    for one in rare(schedules):
        if one.delay == "" and "drawn at random" not in one.note:
            groups.setdefault((one.component, one.timezone or ""), []).append(one)
    for same in groups.values():
        if len(same) > 2:
            yield from _crowded(same)


def _crowded(schedules: Sequence[Schedule]) -> Iterator[Noticed]:
    """Yield the fullest minute of jobs that share a host."""
    jobs: dict[datetime, dict[tuple[str, str], Evidence]] = {}
    for one in schedules:
        for moment in starts(one):
            jobs.setdefault(moment.astimezone(UTC).replace(second=0), {})[one.name, one.command] = one.place
    fullest = max(jobs, key=lambda moment: (len(jobs[moment]), -moment.timestamp()), default=None)
    if fullest is not None and len(jobs[fullest]) > 2:
        places = tuple(sorted(jobs[fullest].values()))
        yield Noticed(f"{len(jobs[fullest])} jobs start at {fullest:%H:%M} together", places)


def _names_zone(schedule: Schedule) -> bool:
    moments = starts(schedule)
    return bool(moments) and str(moments[0].tzinfo) != "UTC"


def _is_shifted(moment: datetime) -> bool:
    """Tell whether clocks move within this moment's wall-clock hour: it does not exist, or it exists twice."""
    hour = moment.replace(minute=0, second=0, fold=0)
    return any(
        (hour + timedelta(minutes=minutes)).replace(fold=0).utcoffset()
        != (hour + timedelta(minutes=minutes)).replace(fold=1).utcoffset()
        for minutes in (0, 59)
    )
