"""Times of day that hold a surprise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from ddd.cadence.zones import find
from ddd.lint._starts import in_force, rare, seconds, starts, zone_of
from ddd.lint.rule import Lines, Noticed, rule
from ddd.model import Evidence, Schedule, Severity

_MINUTE, _HOUR = 60, 3600
_UNKNOWN_HOUR = 2
_FEW = 2
_YEARS = 4
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
def every_minute_of_an_hour(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """The hour is given and the minute is not, so the job starts sixty times in that hour.

    An omitted minute means `*` in cron tables, in the cron modules of Ansible and Puppet, in Celery's `crontab()` and
    in launchd. Give the minute.
    """
    for one in in_force(schedules):
        moments = starts(one)[: 24 * 60]
        gaps = {seconds(later - early) for early, later in pairwise(moments)}
        if _MINUTE in gaps and max(gaps) > _HOUR:
            yield Noticed(f"“{one.expression}” starts every minute of the hours it names", one.evidence)


@rule("DDD209", "in the hour that clocks skip or repeat", Severity.INFO)
def daylight_saving(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """The job falls into the hour that daylight saving skips in spring or repeats in autumn.

    Some systems leave it out on that day, some run it late, some run it twice. Take a time outside that hour, or a zone
    without daylight saving such as UTC. Where the zone is that of a host, and so not in the repository, jobs between
    02:00 and 02:59 are told: that hour is skipped in Central Europe and in America.
    """
    for one in rare(schedules):
        zone, moments = zone_of(one), starts(one)
        if zone is None and one.system in _ON_HOSTS and len(moments) > 1:
            if {moment.hour for moment in moments} == {_UNKNOWN_HOUR}:
                message = f"“{one.expression}” falls into the hour that Central Europe and America skip in spring"
                yield Noticed(f"{message}, if the host is there", one.evidence)
        elif zone is not None and (moment := next((one for one in moments if _is_shifted(one, zone)), None)):
            message = f"“{one.expression}” falls into an hour that {zone} skips or repeats, as on {moment:%d %B %Y}"
            yield Noticed(message, one.evidence, Severity.WARNING)


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
    jobs: dict[datetime, dict[tuple[str, str], Evidence]] = {}
    for one in schedules:
        for moment in starts(one):
            jobs.setdefault(moment.replace(second=0), {})[one.name, one.command] = one.place
    met = Counter(len(together) for together in jobs.values() if len(together) > _FEW)
    usual = max((number for number, times in met.items() if times > _YEARS), default=0)
    fullest = next((moment for moment in sorted(jobs) if len(jobs[moment]) == usual), None) if usual else None
    if fullest is not None:
        yield Noticed(f"{usual} jobs start together at {fullest:%H:%M}", tuple(sorted(jobs[fullest].values())))


def _is_shifted(wall: datetime, zone: str) -> bool:
    """Tell whether clocks move over this time on the wall: it does not exist, or it exists twice."""
    local = wall.replace(tzinfo=find(zone))
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
