"""Times of day that hold a surprise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from ddd.cadence.zones import find
from ddd.lint._starts import by_rhythm, in_force, rare, seconds, starts, zone_of
from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Evidence, Schedule, Severity

_MINUTE, _HOUR = 60, 3600
_UNKNOWN_HOUR = 2
_FEW = 2
_MOST_RHYTHMS = 200
_WITHOUT_SUMMER = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "UCT"})
_YEARS = 2
"""Of the window: what meets once a year is no crowd."""
_ON_HOSTS = frozenset(
    {
        *(
            "crontab",
            "ansible-cron",
            "puppet-cron",
            "chef-cron",
            "salt-cron",
            "systemd-timer",
            "puppet-timer",
            "chef-timer",
        ),
        *("nixos-timer", "launchd", "windows-task", "whenever", "dockerfile", "ofelia", "compose"),
    }
)
"""Systems whose jobs share a host and its clock."""
_ZONE_OF_THE_CLUSTER = {
    "kubernetes-cronjob": "spec.timeZone",
    "argo-cronworkflow": "spec.timezone",
}


@rule("DDD208", "every minute of an hour", Severity.WARNING)
def every_minute_of_an_hour(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """The hour is given and the minute is not, so the job starts sixty times in that hour.

    An omitted minute means `*` in cron tables, in the cron modules of Ansible and Puppet, in Celery's `crontab()` and
    in launchd. Give the minute.
    """
    for one in in_force(schedules):
        if _is_every_minute(one):
            yield Noticed(f"“{one.expression}” starts every minute of the hours it names", one.evidence)


@rule("DDD209", "in the hour that clocks skip or repeat", Severity.INFO)
def daylight_saving(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """The job falls into the hour that daylight saving skips in spring or repeats in autumn.

    Some systems leave it out on that day, some run it late, some run it twice. Take a time outside that hour, or a zone
    without daylight saving such as UTC. Where the zone is that of a host, and so not in the repository, jobs between
    02:00 and 02:59 are told: that hour is skipped in Central Europe and in America.
    """
    for one in rare(schedules):
        zone = zone_of(one)
        if zone is None and one.system in _ON_HOSTS and _is_at_two(one):
            message = f"“{one.expression}” falls into the hour that Central Europe and America skip in spring"
            yield Noticed(f"{message}, if the host is there", one.evidence)
        elif zone is not None and (moment := _shifted(one)):
            message = f"“{one.expression}” falls into an hour that {zone} skips or repeats, as on {moment:%d %B %Y}"
            yield Noticed(message, one.evidence, Severity.WARNING)


@rule("DDD210", "no time zone", Severity.INFO)
def no_time_zone(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """The job runs at a time of day, and nothing says in whose zone: a cluster's controller decides.

    Say it: `spec.timeZone: Etc/UTC` of a CronJob, `spec.timezone` of a CronWorkflow. Jobs of one template are told
    together, for one line there mends them all.
    """
    templates: dict[tuple[str, Evidence], list[Schedule]] = {}
    for one in rare(schedules):
        if one.system in _ZONE_OF_THE_CLUSTER and zone_of(one) is None and starts(one):
            templates.setdefault((one.system, one.evidence[-1]), []).append(one)
    for (system, _place), same in templates.items():
        setting, first = _ZONE_OF_THE_CLUSTER[system], same[0]
        told = f"“{first.expression}” has" if len(same) == 1 else f"{len(same)} schedules of one template have"
        yield Noticed(f"{told} no time zone: {setting} would say it", tuple(one.place for one in same))


@rule("DDD211", "several jobs in one minute", Severity.INFO)
def several_in_one_minute(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """Three or more jobs of one component start in the same minute on one host, and compete for it.

    Midnight on the first of the month is everybody's favourite. Spread them: another minute costs nothing, and systemd
    offers `RandomizedDelaySec=`. Told are jobs that hosts run: a pipeline's runners do not get in each other's way.
    """
    groups: dict[tuple[str, str], list[Schedule]] = {}
    for one in rare(schedules):
        if one.system in _ON_HOSTS and one.delay == "" and "drawn" not in one.note:
            groups.setdefault((one.component, zone_of(one) or ""), []).append(one)
    for same in groups.values():
        if len(same) > _FEW:
            yield from _crowded(same)


def _crowded(schedules: Sequence[Schedule]) -> Iterator[Noticed]:
    """Yield the fullest minute of jobs that share a host, where that is no rare meeting."""
    jobs: dict[tuple[str, str], Schedule] = {(one.name, one.command): one for one in schedules}
    rhythms: dict[tuple[str, str], list[Schedule]] = {}
    for one in jobs.values():
        rhythms.setdefault((one.expression, one.dialect), []).append(one)
    together = Counter[datetime]()
    for same in sorted(rhythms.values(), key=len, reverse=True)[:_MOST_RHYTHMS]:
        together.update({moment.replace(second=0): len(same) for moment in starts(same[0])})
    met = Counter(number for number in together.values() if number > _FEW)
    usual = max((number for number, times in met.items() if times > _YEARS), default=0)
    fullest = min((moment for moment, number in together.items() if number == usual), default=None) if usual else None
    if fullest is not None:
        places = [one.place for same in rhythms.values() if _fires(same[0], fullest) for one in same]
        yield Noticed(f"{usual} jobs start together at {fullest:%H:%M}", tuple(sorted(places)))


def _fires(schedule: Schedule, minute: datetime) -> bool:
    return any(moment.replace(second=0) == minute for moment in starts(schedule))


@by_rhythm
def _is_every_minute(schedule: Schedule) -> bool:
    moments = starts(schedule)[: 24 * 60]
    gaps = {seconds(later - early) for early, later in pairwise(moments)}
    return _MINUTE in gaps and max(gaps) > _HOUR


@by_rhythm
def _is_at_two(schedule: Schedule) -> bool:
    moments = starts(schedule)
    return len(moments) > 1 and {moment.hour for moment in moments} == {_UNKNOWN_HOUR}


@by_rhythm
def _shifted(schedule: Schedule) -> datetime | None:
    """Return the first firing that clocks move over, on the wall: that time does not exist, or it exists twice."""
    zone = find(zone_of(schedule) or "UTC")
    if zone.key in _WITHOUT_SUMMER:
        return None
    return next((wall for wall in starts(schedule) if _offset(wall, zone, 0) != _offset(wall, zone, 1)), None)


def _offset(wall: datetime, zone: tzinfo, fold: int) -> timedelta | None:
    return wall.replace(tzinfo=zone, fold=fold).utcoffset()
