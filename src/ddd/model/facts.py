"""Facts: typed statements about maintenance, each with the place that makes it, and what they leave open."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from ddd.model.words import Cadence, Confidence, Dialect, Phase, Severity, State


class Evidence(msgspec.Struct, array_like=True, frozen=True, order=True, gc=False):
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


class Reference(msgspec.Struct, array_like=True, frozen=True, gc=False):
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


class Definition(msgspec.Struct, array_like=True, frozen=True, kw_only=True, gc=False):
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


class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True, tag=True):
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


class Schedule(Fact, frozen=True, kw_only=True, gc=False):
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
    namespace: str = ""
    """Of a Kubernetes object: the namespace that the file itself says; empty: another place decides."""


class Trigger(Fact, frozen=True, kw_only=True, gc=False):
    """Condition-based maintenance: act when a measured value crosses a threshold."""

    kind: ClassVar[str] = "trigger"

    subject: str
    """What is measured, in the words of the file: `node_filesystem_avail_bytes`, `disk usage`."""
    comparison: str
    """`>`, `>=`, `<`, `<=`, `==`, `!=`; `absent` where the lack of a value acts, `present` where any value does."""
    threshold: int | float | None = None
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


class FailureMode(Fact, frozen=True, kw_only=True, gc=False):
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


class Check(Fact, frozen=True, kw_only=True, gc=False):
    """A condition somebody or something verifies."""

    kind: ClassVar[str] = "check"

    phase: Phase
    condition: str


class Rollback(Fact, frozen=True, kw_only=True, gc=False):
    """The way back."""

    kind: ClassVar[str] = "rollback"

    condition: str = ""
    """When to take it."""
    commands: tuple[str, ...] = ()


class Step(msgspec.Struct, array_like=True, frozen=True, kw_only=True, gc=False):
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


class Claim(msgspec.Struct, array_like=True, frozen=True, kw_only=True, gc=False):
    """A sentence for a page, with who says so."""

    text: str
    evidence: tuple[Evidence, ...]


class Procedure(Fact, frozen=True, kw_only=True, gc=False):
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
    access: Claim | None = None
    """Where it is done and with which rights, where its author says so."""
    calls: tuple[str, ...] = ()
    """Repository files whose procedures are part of it (a playbook's roles, an included task file), in order."""


class Contact(Fact, frozen=True, kw_only=True, gc=False):
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


class Expiry(Fact, frozen=True, kw_only=True, gc=False):
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


class Control(Fact, frozen=True, kw_only=True, gc=False):
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


AnyFact = Schedule | Trigger | FailureMode | Check | Rollback | Procedure | Contact | Expiry | Control
"""The nine kinds, for who has to know them all to read one."""
