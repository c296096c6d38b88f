"""The closed words: cadence, state, confidence, severity, phase, dialect."""

from __future__ import annotations

from enum import StrEnum


class Cadence(StrEnum):
    """How often something recurs, as a bucket. Decided by counting firings, never by matching text."""

    SUB_DAILY = "sub-daily"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"


class State(StrEnum):
    """Whether a fact is in force. Only `active` facts become Tasks and earn coverage."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ABSENT = "absent"
    UNRESOLVED = "unresolved"
    INVALID = "invalid"
    NEVER = "never"
    ONCE = "once"
    BOOT = "boot"
    MANUAL = "manual"
    EXAMPLE = "example"


class Confidence(StrEnum):
    """How sure the reading is. Apart from severity: a doubtful fact may be grave."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Severity(StrEnum):
    """How grave a failure or a finding is."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Phase(StrEnum):
    """When a Check is made: before the work or after it."""

    PRE = "pre"
    POST = "post"


class Dialect(StrEnum):
    """The grammar of a schedule's expression. Decided by the system it stands in, never by the number of fields."""

    VIXIE = "vixie"
    """crontab(5) of Debian and Vixie cron: five fields or a macro."""
    CRONIE = "cronie"
    """Vixie and the random `~`."""
    ANACRON = "anacron"
    """anacrontab(5), its first column: a period in days, or `@monthly`."""
    ROBFIG = "robfig"
    """robfig/cron v3 as Kubernetes, Argo and Velero use it: five fields, `@every 1h30m`, `CRON_TZ=Area/City` before."""
    ROBFIG_SECONDS = "robfig-seconds"
    """robfig/cron with seconds first, as Ofelia uses it: six fields."""
    QUARTZ = "quartz"
    """Quartz: seconds first, a year may follow, one of the day fields is `?`, 1 is Sunday."""
    SPRING = "spring"
    """Spring's `@Scheduled(cron=)`: six fields, seconds first, both day fields must match."""
    CRONOS = "cronos"
    """Cronos, as Hangfire uses it: five fields, or six with seconds first."""
    NCRONTAB = "ncrontab"
    """NCRONTAB of Azure Functions: six fields, seconds first, or five; both day fields must match; or a TimeSpan."""
    AZURE_PIPELINES = "azure-pipelines"
    """NCRONTAB with five fields."""
    AWS = "aws"
    """EventBridge rules, Backup, Glue: `cron(m h D M W Y)`, `rate(2 hours)`, 1 is Sunday."""
    AWS_SCHEDULER = "aws-scheduler"
    """EventBridge Scheduler: the same, and `at(2026-01-01T00:00:00)`."""
    AWS_WINDOW = "aws-window"
    """Maintenance and backup windows of RDS and its sisters: `Mon:03:00-Mon:04:00`, `03:00-04:00`."""
    CLOUD_SCHEDULER = "cloud-scheduler"
    """Google Cloud Scheduler: five fields, or App Engine's `every 24 hours`."""
    GITHUB = "github-actions"
    """GitHub Actions: POSIX cron of five fields, names, no macros."""
    CIRCLECI = "circleci"
    """CircleCI: POSIX cron without steps."""
    CLOUDFLARE = "cloudflare"
    """Cloudflare Workers: five fields, 1 is Sunday, `L W #`."""
    JENKINS = "jenkins"
    """Jenkins: `H`, several lines, `TZ=` on the first."""
    NOMAD = "nomad"
    """hashicorp/cronexpr: five fields, six end in the year, seven begin with seconds."""
    FUGIT = "fugit"
    """fugit (GitLab, sidekiq-cron, solid_queue): cron with seconds and a zone at the end, or `every day at five`."""
    APSCHEDULER = "apscheduler"
    """APScheduler: keywords (`day_of_week=mon hour=3`) or five fields; 0 is Monday."""
    CELERY = "celery"
    """Celery's `crontab()`, written as minute hour day month weekday; both day fields must match."""
    AIRFLOW = "airflow"
    """Airflow: croniter's cron, and presets such as `@daily` and `@once`."""
    NODE = "node"
    """Cron packages of npm (`cron` from 3, `node-cron`, croner): five fields, or six with seconds first."""
    NODE_ZERO = "node-zero-months"
    """The npm package `cron` before 3: months count from 0."""
    PHP = "php"
    """dragonmantank/cron-expression, as Laravel and Symfony use it: five fields, `L W #`."""
    PG_CRON = "pg-cron"
    """pg_cron: Vixie's cron, `$` is the last day of the month, or `30 seconds`."""
    RENOVATE = "renovate"
    """Renovate: cron whose minute is `*`, or `before 5am on monday`: a window in which it may work."""
    DEPENDABOT = "dependabot"
    """Dependabot: `weekly`, `daily` (weekdays); with day and time, `weekly on sunday at 05:00`."""
    LOGROTATE = "logrotate"
    """logrotate(8): `daily`, `weekly 3`, `size 10M`."""
    LAUNCHD = "launchd"
    """launchd.plist(5), its StartCalendarInterval as `Hour=3 Minute=0 Weekday=1`."""
    RRULE = "rrule"
    """RFC 5545: `RRULE:FREQ=WEEKLY;BYDAY=MO`, a DTSTART before it."""
    ONCALENDAR = "oncalendar"
    """systemd.time(7), calendar events."""
    SPAN = "span"
    """systemd.time(7), time spans: the values of `OnUnitActiveSec=` and its sisters."""
    DURATION = "duration"
    """A length of time as Go (`1h30m`) or ISO 8601 (`PT1H30M`, `P1D`) write it."""
    EVERY = "every"
    """`every 2 weeks`, `every day`: a length of time in words."""
    PHRASE = "phrase"
    """A calendar in words: `every monday at 03:00`, `on the 1st of the month`, `weekly`."""
