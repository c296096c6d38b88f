"""Which cron dialect is which: the table of their grammars, and what reads each.

Every line was checked with the program's source, its documentation or by running it: robfig/cron 3.0.1, Quartz 2.3.2,
Spring 6, Cronos 0.11, NCrontab 3.4, hashicorp/cronexpr, fugit 1.12, saffron (Cloudflare), Jenkins' CrontabParser.g4,
cron-expression 3.4 (PHP), croniter 7, Celery 5.7, APScheduler 3.11, `cron` 4 and croner 9 (npm).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ddd.cadence.cron import appengine, apscheduler, beside, fugit, jenkins, parser
from ddd.cadence.cron.grammar import Backwards, Clock, DayRule, Grammar, Names, Open, Step
from ddd.cadence.reading import Read, Standing
from ddd.model import Dialect, State

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_NO_MIDNIGHT = {macro: text for macro, text in _MACROS.items() if macro != "@midnight"}
_AT_BOOT = {"@reboot": Standing(State.BOOT)}
_QUARTZ_DAYS = frozenset({"L", "L-3", "LW", "L-3W", "15W", "WL", "5L", "5#2"})

_VIXIE = Grammar(
    system="cron",
    open=Open.STARTS,
    clock=Clock.CRON,
    number_steps=False,
    macros=_MACROS,
    standing=_AT_BOOT,
)
_CRONIE = Grammar(
    system="cron",
    open=Open.STARTS,
    clock=Clock.CRON,
    number_steps=False,
    draws=True,
    sunday_ends=7,
    macros=_MACROS,
    standing=_AT_BOOT,
)
_PG_CRON = Grammar(
    system="pg_cron",
    open=Open.STARTS,
    clock=Clock.CRON,
    number_steps=False,
    forms=frozenset({"$"}),
    macros=_MACROS,
    standing=_AT_BOOT,
)
_ROBFIG = Grammar(system="robfig/cron", weekdays=(0, 6), open=Open.TERM, question="smhDMW", macros=_MACROS)
_ROBFIG_SECONDS = Grammar(
    system="robfig/cron with seconds",
    layouts=("smhDMW",),
    weekdays=(0, 6),
    open=Open.TERM,
    question="smhDMW",
    macros=_MACROS,
)
_QUARTZ = Grammar(
    system="Quartz",
    layouts=("smhDMW", "smhDMWY"),
    weekdays=(1, 7),
    week=(1, 7),
    sunday=1,
    years=(1970, 2299),
    day_rule=DayRule.ONE,
    question="DW",
    bare_steps=True,
    longest_step=Step.LAST,
    backwards=Backwards.WRAPS,
    forms=_QUARTZ_DAYS,
    lone="W",
)
_SPRING = Grammar(
    system="Spring",
    layouts=("smhDMW",),
    week=(1, 7),
    day_rule=DayRule.BOTH,
    question="DW",
    sunday_begins=True,
    forms=_QUARTZ_DAYS - {"L-3W", "WL"},
    macros=_MACROS,
    standing={"-": Standing(State.SUSPENDED, "switched off")},
    any_case=True,
)
_CRONOS = Grammar(
    system="Cronos",
    layouts=("mhDMW", "smhDMW"),
    week=(0, 7),
    day_rule=DayRule.BOTH,
    clock=Clock.INTERVAL,
    question="smhDMW",
    longest_step=Step.LAST,
    backwards=Backwards.WRAPS,
    forms=_QUARTZ_DAYS - {"WL"},
    lone="DW",
    macros={**_MACROS, "@every_minute": "* * * * *", "@every_second": "* * * * * *"},
    any_case=True,
)
_NCRONTAB = Grammar(
    system="NCRONTAB",
    layouts=("mhDMW", "smhDMW"),  # five fields as well: the timers' CronSchedule.HasSeconds counts them
    weekdays=(0, 6),
    names=Names.PREFIX,
    day_rule=DayRule.BOTH,
    backwards=Backwards.SWAPS,
)
_AZURE_PIPELINES = Grammar(
    system="Azure Pipelines",
    weekdays=(0, 6),
    names=Names.PREFIX,
    day_rule=DayRule.BOTH,
    backwards=Backwards.SWAPS,
)
_AWS = Grammar(
    system="AWS",
    layouts=("mhDMWY",),
    weekdays=(1, 7),
    week=(1, 7),
    sunday=1,
    years=(1970, 2199),
    day_rule=DayRule.ONE,
    clock=Clock.ONCE,
    question="DW",
    backwards=Backwards.WRAPS,
    forms=_QUARTZ_DAYS - {"L-3W"},
    lone="W",
)
_CLOUD_SCHEDULER = Grammar(system="Cloud Scheduler", sunday_ends=7)
_GITHUB = Grammar(system="GitHub", weekdays=(0, 6), clock=Clock.NEXT)
_CIRCLECI = Grammar(system="CircleCI", weekdays=(0, 6), steps=False, plain_ranges=True)
_CLOUDFLARE = Grammar(
    system="Cloudflare",
    weekdays=(1, 7),
    week=(1, 7),
    sunday=1,
    longest_step=Step.SPAN,
    backwards=Backwards.WRAPS,
    forms=_QUARTZ_DAYS,
    lone="DW",
)
_JENKINS = Grammar(
    system="Jenkins",
    named="",
    day_rule=DayRule.BOTH,
    number_steps=False,
    hashed=True,
    macros={
        "@yearly": "H H H H *",
        "@annually": "H H H H *",
        "@monthly": "H H H * *",
        "@weekly": "H H * * H",
        "@daily": "H H * * *",
        "@midnight": "H H(0-2) * * *",
        "@hourly": "H * * * *",
    },
)
_NOMAD = Grammar(
    system="Nomad",
    layouts=("mhDMW", "mhDMWY", "smhDMWY"),
    names=Names.FULL,
    question="smhDMWY",
    longest_step=Step.LAST,
    sunday_ends=6,
    forms=frozenset({"L", "LW", "15W", "5L", "5#2"}),
    macros=_NO_MIDNIGHT,
)
_FUGIT = Grammar(
    system="fugit",
    layouts=("mhDMW", "smhDMW"),
    hours=(0, 24),
    open=Open.FULL_DATE,
    clock=Clock.ONCE,
    bare_steps=True,
    backwards=Backwards.WRAPS,
    draws=True,
    forms=frozenset({"L", "last", "-3", "5#2", "5#-1", "5#L", "5%2"}),
    joins=True,
    macros={**_MACROS, "@noon": "0 12 * * *"},
)
_APSCHEDULER = Grammar(
    system="APScheduler",
    weekdays=(0, 6),
    sunday=6,
    years=(1970, 9999),
    day_rule=DayRule.BOTH,
    longest_step=Step.RANGE,
    forms=frozenset({"last", "2nd fri"}),
)
_CELERY = Grammar(
    system="Celery",
    weekdays=(0, 6),
    names=Names.FULL,
    day_rule=DayRule.BOTH,
    number_steps=False,
    backwards=Backwards.WRAPS,
)
_AIRFLOW = Grammar(
    system="Airflow",
    layouts=("mhDMW", "mhDMWs"),
    clock=Clock.CRON,
    question="DW",
    backwards=Backwards.WRAPS,
    forms=frozenset({"L", "L5", "5#2"}),
    macros={**_MACROS, "@quarterly": "0 0 1 */3 *"},
    standing={
        "@once": Standing(State.ONCE, "runs a single time"),
        "@continuous": Standing(State.BOOT, "runs again as soon as it has ended: no clock decides"),
    },
)
_NODE_MACROS = {
    **_MACROS,
    "@minutely": "* * * * *",
    "@secondly": "* * * * * *",
    "@weekdays": "0 0 * * 1-5",
    "@weekends": "0 0 * * 0,6",
}
_NODE = Grammar(
    system="cron for Node.js",
    layouts=("mhDMW", "smhDMW"),
    week=(0, 7),
    names=Names.FULL,
    clock=Clock.CRON,
    question="smhDMW",
    bare_steps=True,
    sunday_ends=7,
    forms=frozenset({"L", "LW", "15W", "5L", "5#2", "5#L"}),
    macros=_NODE_MACROS,
    standing=_AT_BOOT,
    any_case=True,
)
_NODE_ZERO = Grammar(
    system="cron for Node.js before 3",
    layouts=("mhDMW", "smhDMW"),
    months=(0, 11),
    weekdays=(0, 6),
    open=Open.FULL,
    clock=Clock.CRON,
    macros={macro: text.replace("1 1 *", "1 0 *") for macro, text in _NODE_MACROS.items()},
)
_PHP = Grammar(
    system="PHP's cron-expression",
    number_steps=False,
    question="DW",
    sunday_begins=True,
    sunday_ends=7,
    forms=frozenset({"L", "15W", "5L", "5#2"}),
    lone="D",
    macros=_MACROS,
    any_case=True,
)

READERS: Mapping[Dialect, Read] = {
    Dialect.VIXIE: partial(parser.read, grammar=_VIXIE),
    Dialect.CRONIE: partial(parser.read, grammar=_CRONIE),
    Dialect.ROBFIG: partial(beside.go, grammar=_ROBFIG),
    Dialect.ROBFIG_SECONDS: partial(beside.go, grammar=_ROBFIG_SECONDS),
    Dialect.QUARTZ: partial(parser.read, grammar=_QUARTZ),
    Dialect.SPRING: partial(parser.read, grammar=_SPRING),
    Dialect.CRONOS: partial(parser.read, grammar=_CRONOS),
    Dialect.NCRONTAB: partial(beside.ncrontab, grammar=_NCRONTAB),
    Dialect.AZURE_PIPELINES: partial(parser.read, grammar=_AZURE_PIPELINES),
    Dialect.AWS: partial(beside.aws, grammar=_AWS, scheduler=False),
    Dialect.AWS_SCHEDULER: partial(beside.aws, grammar=_AWS, scheduler=True),
    Dialect.CLOUD_SCHEDULER: partial(appengine.read, grammar=_CLOUD_SCHEDULER),
    Dialect.GITHUB: partial(parser.read, grammar=_GITHUB),
    Dialect.CIRCLECI: partial(parser.read, grammar=_CIRCLECI),
    Dialect.CLOUDFLARE: partial(parser.read, grammar=_CLOUDFLARE),
    Dialect.JENKINS: partial(jenkins.read, grammar=_JENKINS),
    Dialect.NOMAD: partial(parser.read, grammar=_NOMAD),
    Dialect.FUGIT: partial(fugit.read, grammar=_FUGIT),
    Dialect.APSCHEDULER: partial(apscheduler.read, grammar=_APSCHEDULER),
    Dialect.CELERY: partial(parser.read, grammar=_CELERY),
    Dialect.AIRFLOW: partial(parser.read, grammar=_AIRFLOW),
    Dialect.NODE: partial(parser.read, grammar=_NODE),
    Dialect.NODE_ZERO: partial(parser.read, grammar=_NODE_ZERO),
    Dialect.PHP: partial(parser.read, grammar=_PHP),
    Dialect.PG_CRON: partial(beside.pg_cron, grammar=_PG_CRON),
}
