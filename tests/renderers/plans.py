"""Plans for the renderers: a task that says everything, one that says nothing, one that runs often, a hostile one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ddd.assess import assess
from ddd.model import (
    Assessment,
    Cadence,
    Claim,
    Contact,
    Dialect,
    Evidence,
    FailureMode,
    Inventory,
    Plan,
    Scanned,
    Schedule,
    Severity,
    Step,
    Task,
    replace,
)
from ddd.spec import load

HOUR = 3_600
DAY = 24 * HOUR
BACKUP = "roles/backup/files/nightly.sh"
CODEOWNERS = "CODEOWNERS"

HOSTILE = (
    "{{ item }} {% raw %} | `tick` ``two`` --> <script>alert(1)</script> <!-- ddd:keep end x --> [a](javascript:b) "
    "![i](x) <https://evil.example> **bold** _it_ ~~no~~ &lt; \\x1b[31m \\"
)
HOSTILE_LINES = f"- {HOSTILE}\n# second\n<!-- ddd:keep begin hostile -->\n```\n<b>\n"


def place(path: str, line: int, excerpt: str = "") -> Evidence:
    return Evidence(path=path, line=line, excerpt=excerpt)


def claim(text: str, path: str = BACKUP, line: int = 1) -> Claim:
    return Claim(text=text, evidence=(place(path, line),))


def schedule(
    expression: str = "30 1 * * *", path: str = "roles/backup/tasks/main.yml", line: int = 12, **more
) -> Schedule:
    fields = {"system": "ansible-cron", "dialect": Dialect.VIXIE, "cadence": Cadence.DAILY, "longest_gap": DAY}
    return Schedule(expression=expression, evidence=(place(path, line),), origin=path, **(fields | more))


def failure(message: str, line: int, path: str = BACKUP, **more) -> FailureMode:
    component = path.rpartition("/")[0]
    fields = {"system": "shell", "component": component, "evidence": (place(path, line),), "origin": path}
    return FailureMode(message=message, **(fields | more))


def documented() -> Task:
    """Says everything a page can show."""
    return Task(
        id="roles/backup/nightly-backup",
        title="Nightly database backup",
        cadence=Cadence.DAILY,
        schedules=(schedule(timezone="Europe/Berlin", user="postgres", random_delay=300, note="also on Sundays"),),
        longest_gap=DAY,
        grace=2 * HOUR + 1_440,
        command="/usr/local/sbin/nightly.sh --all | logger",
        resolved=True,
        purpose=claim("Dump every database, with a copy off site.", line=2),
        steps=(
            Step(
                text="Write the dump",
                command="pg_dump \\\n  --all > x",
                expected="No output",
                evidence=place(BACKUP, 20),
            ),
            Step(text="", command="mv x y", evidence=place(BACKUP, 21)),
            Step(text="Label the tape", manual=True, evidence=place(BACKUP, 22)),
        ),
        prechecks=(claim("The volume is mounted: mountpoint -q /b", line=11),),
        validations=(claim("pg_restore --list can read the dump", line=30),),
        rollback=(claim("Remove the half dump: rm x", line=40),),
        on_failure=(claim("Start it again by hand before 06:00.", line=5),),
        failure_modes=(
            failure("/b is not mounted", 11, guard="! mountpoint -q /b", severity=Severity.CRITICAL),
            failure("", 13, guard='[ "$free" -lt 100 ]'),
            failure("", 14, evidence=(place(BACKUP, 14, "exit 3"),)),
            failure("ignored on purpose", 15, suppressed=True),
        ),
        owners=(claim("@harbour/dba", CODEOWNERS, 3), claim("the DBA on duty", line=6)),
        duration=claim("about 20 minutes", line=4),
        references=(claim("Restoring a database", "docs/restore.md", 1),),
        component="roles/backup",
        evidence=(place("roles/backup/tasks/main.yml", 12), place(BACKUP, 1)),
    )


def bare() -> Task:
    """Says when, and nothing else."""
    return Task(
        id="cron.d/mystery",
        title="mystery",
        cadence=Cadence.WEEKLY,
        schedules=(schedule("0 4 * * 1-3", "cron.d/mystery", 2, system="crontab", longest_gap=5 * DAY),),
        longest_gap=5 * DAY,
        grace=12 * HOUR,
        command="/opt/mystery",
        steps=(Step(command="/opt/mystery", evidence=place("cron.d/mystery", 2)),),
        evidence=(place("cron.d/mystery", 2),),
    )


def frequent() -> Task:
    """Runs every five minutes."""
    return replace(
        documented(),
        id="probe",
        title="Probe the endpoints",
        cadence=Cadence.SUB_DAILY,
        schedules=(schedule("*/5 * * * *", "cron.d/probe", 1, longest_gap=300),),
        longest_gap=300,
        grace=600,
        command="/usr/local/bin/probe",
        rollback=(),
        rollback_not_needed=claim("not needed, it only reads", line=7),
        failure_modes=(),
        evidence=(place("cron.d/probe", 1),),
    )


def by_hand(cadence: Cadence = Cadence.MONTHLY) -> Task:
    """Declared by people, run by nobody but them."""
    return Task(
        id=f"access-review-{cadence}",
        title="Review of privileged access",
        cadence=cadence,
        longest_gap=31 * DAY,
        grace=DAY,
        resolved=True,
        steps=(
            Step(text="Open the report", manual=True, expected="One a host", evidence=place(".ddd/tasks.yaml", 9)),
            Step(text="Ask the team leads", manual=True, evidence=place(".ddd/tasks.yaml", 10)),
        ),
        evidence=(place(".ddd/tasks.yaml", 3),),
    )


def hostile() -> Task:
    """Every text of it tries to become markup, or a template."""
    path = "we|ird `dir`/<b>.sh"
    said = Claim(text=HOSTILE, evidence=(place(path, 1),))
    lines = Claim(text=HOSTILE_LINES, evidence=(place(path, 2),))
    return Task(
        id="hostile",
        title=HOSTILE_LINES,
        cadence=Cadence.WEEKLY,
        schedules=(
            schedule(
                HOSTILE, path, 3, system=HOSTILE, user=HOSTILE, note=HOSTILE, timezone=HOSTILE, longest_gap=7 * DAY
            ),
        ),
        longest_gap=7 * DAY,
        grace=DAY,
        command=HOSTILE_LINES,
        purpose=lines,
        steps=(
            Step(text=HOSTILE_LINES, command=HOSTILE_LINES, expected=HOSTILE_LINES, evidence=place(path, 4)),
            Step(text="1. " + HOSTILE, command="  " + HOSTILE, evidence=place(path, 5)),
        ),
        prechecks=(said, lines),
        validations=(said, lines),
        rollback=(said, lines),
        on_failure=(said, lines),
        failure_modes=(
            failure(HOSTILE, 6, path, guard=HOSTILE),
            failure("", 7, path, guard=HOSTILE_LINES),
        ),
        owners=(said, lines),
        duration=lines,
        references=(said, lines),
        evidence=(place(path, 8),),
    )


def contact(name: str = "Operations", line: int = 1, **more) -> Contact:
    fields = {"system": "codeowners", "scope": "*", "origin": CODEOWNERS, "evidence": (place(CODEOWNERS, line),)}
    return Contact(name=name, **(fields | more))


def plan_of(
    *tasks: Task,
    facts: Iterable[FailureMode | Contact] = (),
    owners: Mapping[str, tuple[Claim, ...]] | None = None,
) -> Plan:
    inventory = Inventory(
        scanned=Scanned(files=0, bytes=0, skipped=()),
        facts=(*facts, *(mode for task in tasks for mode in task.failure_modes)),
        findings=(),
        problems=(),
    )
    return Plan(tasks=tuple(sorted(tasks, key=lambda task: task.id)), inventory=inventory, owners=owners or {})


def assessed(plan: Plan) -> Assessment:
    return assess(plan, load())


def everything() -> Plan:
    """All of the above, and what stands in no task."""
    others = [
        failure("cannot connect", line, "lib/client.py", guard=f"code == {line}", system="python")
        for line in range(1, 6)
    ]
    facts = [
        contact(),
        contact(HOSTILE, 2, role=HOSTILE, address="ops@example.com"),
        contact("@harbour/web", 9, scope="roles/web/"),
        *others,
        failure(HOSTILE, 1, "lib/hos|tile <b>/`x`.py", guard=HOSTILE_LINES, suppressed=True),
        failure(HOSTILE, 2, "lib/hos|tile <b>/`x`.py", guard=HOSTILE_LINES),
        failure("at the root", 3, "run.sh"),
    ]
    tasks = [documented(), bare(), frequent(), hostile(), *map(by_hand, list(Cadence)[3:])]
    return plan_of(*tasks, facts=facts, owners={BACKUP: (claim("@harbour/dba", CODEOWNERS, 3),)})


def empty() -> Plan:
    return plan_of()


PLANS = {
    "documented": plan_of(documented()),
    "bare": plan_of(bare()),
    "frequent": plan_of(frequent()),
    "hostile": plan_of(hostile()),
    "by_hand": plan_of(by_hand()),
    "everything": everything(),
    "empty": empty(),
}
