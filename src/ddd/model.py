"""The vocabulary: what every other room of ddd speaks in. Imports nothing of ddd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


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


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The place a statement comes from.

    Raises ValueError when it names no place: a fact without a place cannot be built.
    """

    path: str
    """Relative to the scanned folder, `/`-separated."""
    line: int
    """Counted from 1; lines end at `\\n` only."""
    column: int = 1
    """Counted from 1, in characters."""
    excerpt: str = ""
    """The line, shortened; secrets masked, control characters made visible."""

    def __post_init__(self) -> None:
        if not self.path or self.line < 1 or self.column < 1:
            raise ValueError(f"evidence without a place: {self.path!r}:{self.line}:{self.column}")

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A value one file leaves open and another may hold, such as `{{ backup_hour }}`."""

    text: str
    """As it stands in the fact's fields; what is found replaces it there."""
    language: str = "jinja"
    """Whose syntax `text` is: `jinja`, `ansible-loop` for the list that a task loops over, or one of
    `ddd.resolve.languages`."""
    variable: str = ""
    """The name to look up (`etl.schedule`, `var.nightly`; a `*` stands for each entry of a list or mapping, `#key` at
    the end asks for an entry's key). For an Ansible loop: what an entry is called in the fact's fields."""
    default: str | None = None
    """What the asking file itself says where nothing is found; it may leave something open again."""
    off: str = ""
    """For a value that stands in no field but switches the fact on or off: what it says when it is off (`false`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A value that References may point to. Not a fact: it says nothing of maintenance by itself."""

    kind: str
    """`variable`, `installed-file` (host path -> file in the repository) or `unit` (systemd service -> its command)."""
    name: str
    value: str
    language: str = "jinja"
    """The References it answers: those of this language."""
    scope: str = ""
    """Folder in which it holds, relative to the scanned folder; empty: everywhere."""
    rank: int = 0
    """Among definitions of one name the highest rank wins, as the system's own precedence says."""
    conditional: bool = False
    """Holds for some hosts only (a group or a host): told beside the value, never instead of it."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A typed statement about maintenance, with the place that makes it. Raises ValueError without evidence."""

    kind: ClassVar[str] = "fact"

    system: str
    """The system the fact stands in: `crontab`, `ansible-cron`, `python`, …"""
    name: str = ""
    """What the system calls it, or what a person would."""
    evidence: tuple[Evidence, ...]
    """First the line where the value itself stands, then the lines that lead to it."""
    state: State = State.ACTIVE
    confidence: Confidence = Confidence.HIGH
    component: str = ""
    """The folder it belongs to (a role, a chart, a directory); filled by the engine from the path."""
    origin: str = ""
    """The file it was read from, filled by the engine; once resolved, the value itself may stand in another."""
    references: tuple[Reference, ...] = ()
    """What still has to be followed; empty once resolved."""
    note: str = ""
    """What a reader should know: `weekdays only`, `overridden for some hosts in …`, why it is invalid."""
    id: str = ""
    """Given by the Inventory; never depends on line numbers."""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"{type(self).__name__} {self.name!r} without evidence")

    @property
    def place(self) -> Evidence:
        """The line where the value itself stands."""
        return self.evidence[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Fact):
    """Something that recurs by the clock."""

    kind: ClassVar[str] = "schedule"

    expression: str
    dialect: Dialect
    timezone: str | None = None
    """IANA name; None: the zone of the host, which the repository does not know."""
    command: str = ""
    target: str = ""
    """What it starts when that is no command: a systemd unit, a folder for run-parts."""
    user: str = ""
    cadence: Cadence | None = None
    longest_gap: int | None = None
    """Seconds between two firings at the most, daylight saving included."""
    delay: str = ""
    """By how much the system may put a firing off, as it stands in the file (systemd.time(7), time spans)."""
    random_delay: int = 0
    """The same in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Fact):
    """Condition-based maintenance: act when a measured value crosses a threshold."""

    kind: ClassVar[str] = "trigger"

    subject: str
    """What is measured, in the words of the file: `node_filesystem_avail_bytes`, `disk usage`."""
    comparison: str
    """`>`, `>=`, `<`, `<=`, `==`, `!=`; `absent` where the lack of a value acts, `present` where any value does."""
    threshold: float | None = None
    """In `unit`; None where there is none (`absent`) or it could not be followed to a number."""
    stated: str = ""
    """The threshold as it stands in the file: `24 * 3600`, `{{ disk_limit }}`, `80%`."""
    unit: str = ""
    """As the system counts: `%`, `s`, `bytes`, …; empty where nobody says."""
    for_seconds: int | None = None
    """How long the condition must hold; 0: acts at once; None: the file does not say."""
    severity: Severity | None = None
    """None: the file does not say."""
    action: str = ""
    """What follows, where the file says it: `restart`, `add pods, at most 10`, the sentence's own words."""
    condition: str = ""
    """The whole condition as it stands in the file."""
    labels: tuple[tuple[str, str], ...] = ()
    """What routes it: labels of an alert, `severity` in the repository's own word among them."""
    notifies: tuple[str, ...] | None = None
    """Whom it tells, where the trigger itself names them; empty: nobody; None: another place decides."""
    runbook_url: str = ""
    max_age: int | None = None
    """Of a rule about overdue work (`time() - last_success > 86400`): the age in seconds that it allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureMode(Fact):
    """One way of failing."""

    kind: ClassVar[str] = "failure_mode"

    message: str
    """What one sees: the message, or the template it is made from. Empty when the code gives none."""
    guard: str = ""
    """The condition that leads there, in the words of the code."""
    function: str = ""
    """The function it stands in, `Class.method` for methods; empty at the top of a file and outside of code."""
    module: str = ""
    """The module it belongs to, as its users call it: `community.general.archive`, `acme.backup`."""
    severity: Severity | None = None
    """None: the code does not say."""
    outcome: str = ""
    """What the system does then, where the file says it: `the container is restarted`, `the job is retried twice`."""
    within_seconds: int | None = None
    """After how long at most, where the file says it (`failureThreshold` x `periodSeconds`, `timeout-minutes`)."""
    suppressed: bool = False
    """The code says that this failure shall not count (`ignore_errors`, `failed_when: false`): no way of failing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Fact):
    """A condition somebody or something verifies."""

    kind: ClassVar[str] = "check"

    phase: Phase
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback(Fact):
    """The way back."""

    kind: ClassVar[str] = "rollback"

    condition: str = ""
    """When to take it."""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a procedure and who says so."""

    text: str = ""
    """What is done, in the words of the repository (a task's name, a comment); may be empty beside a command."""
    command: str = ""
    """What to type; empty for a step by hand."""
    expected: str = ""
    """What one should see; empty: not documented."""
    manual: bool = False
    """An explicit act of a person that no command stands for."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence for a page, with who says so."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Fact):
    """Ordered steps: a script, a playbook, a section of a document."""

    kind: ClassVar[str] = "procedure"

    title: str
    steps: tuple[Step, ...]
    purpose: Claim | None = None
    """What it is for, where its author says so."""
    duration: Claim | None = None
    """How long it takes, in the author's words."""
    on_failure: Claim | None = None
    """What to do when it fails, where its author says so."""
    calls: tuple[str, ...] = ()
    """Repository files whose procedures are part of it (a playbook's roles, an included task file), in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Fact):
    """Whom to call."""

    kind: ClassVar[str] = "contact"

    role: str = ""
    channel: str = ""
    address: str = ""
    scope: str = ""
    """What they answer for: a CODEOWNERS pattern, a path, the matchers of a route (`{severity="critical"}`)."""
    level: int | None = None
    """In an escalation policy: who is called first (1), second, …"""
    after_seconds: int | None = None
    """How long after the failure they are called; None: the file does not say."""
    repeat_seconds: int | None = None
    """After how long they are called again."""
    continues: bool = False
    """Of a route: those that follow it are asked as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry(Fact):
    """Something that ends."""

    kind: ClassVar[str] = "expiry"

    subject: str
    """What ends: a certificate's subject, an image, a variable."""
    not_after: str = ""
    """The last day it holds, as an ISO 8601 date (UTC); empty where only the length of its life is known."""
    lead_days: int | None = None
    """How many days before somebody or something shall act, where the repository says so."""
    lifetime_seconds: int | None = None
    """How long it holds, where that is said instead of a date (`duration: 2160h`, rotation every 90 days)."""
    renewed_by: str = ""
    """What renews it by itself (`cert-manager`, `secret rotation`); empty: nothing that the file names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Fact):
    """Something an auditor asks for."""

    kind: ClassVar[str] = "control"

    control: str
    """What is controlled, in a few fixed words: `log retention`, `backup retention`, `audit log`, `approval gate`, …"""
    value: str = ""
    """How far, in the words of the file; `forever` where the system never deletes."""
    unit: str = ""
    scope: str = ""
    """What it holds for: a log file, a bucket, a branch."""
    standard: str = ""
    """The standard that the repository names beside it (`PCI DSS 10.5.1`); never guessed."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A file or a line that could not be read, and why. Counted, never hidden."""

    path: str
    line: int | None
    extractor: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What ddd noticed: a fault the system will refuse, or a verdict on a Requirement."""

    code: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What was read and what was not, and why not."""

    files: int
    """Opened: some extractor reads files of such a path."""
    bytes: int
    seen: int = 0
    """Listed in the tree, whether opened or not."""
    parsed: int = 0
    """Of those opened, the ones that hold a word some extractor looks for."""
    skipped: tuple[tuple[str, int], ...]
    """Reason -> number of files, in the order of the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All Facts and Problems of one scan, sorted, with ids."""

    scanned: Scanned
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    definitions: tuple[Definition, ...] = ()
    """What linking still needs: installed files and units. Not part of any output."""
    paths: tuple[str, ...] = ()
    """Every file seen, sorted: linking follows commands to them."""

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """The facts that are schedules, of every state."""
        return tuple(fact for fact in self.facts if isinstance(fact, Schedule))


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep:
    """Who is told of a failure, and after how long."""

    who: str
    severity: str = ""
    """In the repository's word; empty: nobody says how grave it is."""
    channel: str = ""
    after_seconds: int | None = None
    """Counted from the moment it goes wrong; None: nobody says."""
    repeat_seconds: int | None = None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A unit of maintenance: what is done, how often, and how one knows it worked."""

    id: str
    """Stable: declared id, else the native name, else the command, below its component. `[a-z0-9._-]`, `/` between."""
    title: str
    cadence: Cadence
    schedules: tuple[Schedule, ...] = ()
    """Empty for a declared task that nothing in the repository runs."""
    longest_gap: int
    """Seconds between two occurrences at the most."""
    grace: int
    """Seconds of lateness allowed before it is overdue."""
    command: str = ""
    resolved: bool = False
    """The command leads to content in this repository (or the steps were declared)."""
    purpose: Claim | None = None
    steps: tuple[Step, ...] = ()
    prechecks: tuple[Claim, ...] = ()
    validations: tuple[Claim, ...] = ()
    """Checks made after steps; whether one comes after the last change, the assessment decides."""
    rollback: tuple[Claim, ...] = ()
    rollback_not_needed: Claim | None = None
    on_failure: tuple[Claim, ...] = ()
    failure_modes: tuple[FailureMode, ...] = ()
    owners: tuple[Claim, ...] = ()
    """Whom to call."""
    duration: Claim | None = None
    category: Claim | None = None
    """Declared by a person; extracted tasks are recognised by the spec."""
    references: tuple[Claim, ...] = ()
    """Documents and files that mention it or that were followed to it."""
    component: str = ""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All Tasks, and what the whole repository says about failing and about whom to call."""

    tasks: tuple[Task, ...]
    """Sorted by id."""
    inventory: Inventory
    owners: Mapping[str, tuple[Claim, ...]]
    """Whom to call for a file: path of every file that a Task or a FailureMode stands in -> owners."""
    escalations: Mapping[str, tuple[EscalationStep, ...]] = field(default_factory=dict)
    """Id of every active failure mode and trigger -> who is told in which order; empty: nobody."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the declared tasks."""


class Verdict(StrEnum):
    """How far a required element of the spec is there."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One criterion of Procedure Completeness: what it earned, why, and what would earn the rest."""

    criterion: str
    earned: float
    possible: float
    reason: str
    """Why it earned what it did; where something is missing, what to add."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Procedure Completeness of one Task, 0 to 100."""

    task: str
    score: float
    points: tuple[Point, ...]
    cap: str = ""
    """Why the score was held down although the points say more; empty when it was not."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The criteria that did not earn all they could."""
        return tuple(point.criterion for point in self.points if point.earned < point.possible)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementResult:
    """One required element of a cadence and what it earned."""

    element: str
    verdict: Verdict
    earned: float
    """0 to 1: the completeness of its best Task."""
    tasks: tuple[str, ...]
    """Ids of the Tasks that serve it, the best first."""
    missing: tuple[str, ...]
    """What its best Task lacks; with no Task at all, `task`."""
    reason: str
    """In words, with the smallest change that would earn more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceResult:
    """The required elements of one cadence."""

    cadence: Cadence
    weight: float
    coverage: float
    """0 to 100: the mean of its elements."""
    elements: tuple[ElementResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All figures. None means 0/0 or not measured, never a number that looks like one."""

    maintenance_coverage: float | None
    procedure_completeness: float | None
    """Mean over the active Tasks."""
    cadences: tuple[CadenceResult, ...]
    completeness: tuple[Completeness, ...]
    """By task id, one for each Task."""
    categories: Mapping[str, str]
    """Task id -> category, where one was recognised or declared."""
    findings: tuple[Finding, ...]
    threshold: float
    passed: bool
    documentation_coverage: float | None = None
    escalation_clarity: float | None = None
    automation_potential: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One rendered file."""

    path: str
    """Relative to the output folder, `/`-separated."""
    text: str
