"""A repository that says whom to call, written to disk and read by the real parts; and the facts of it one by one."""

from __future__ import annotations

from pathlib import Path

import ddd.pipeline
from ddd.model import Claim, Contact, EscalationStep, Expiry, FailureMode, Plan, Trigger
from ddd.renderers import Book, Options

from . import plans

ROUTES = """\
route:
  receiver: operations
  group_wait: 30s
  routes:
    - receiver: pager
      matchers: ['severity="critical"']
      repeat_interval: 1h
    - receiver: team-web
      matchers: ['team="web"', 'severity="warning"']
receivers:
  - name: operations
    email_configs:
      - to: ops@example.com
  - name: pager
    webhook_configs:
      - url_file: /run/pager
  - name: team-web
    slack_configs:
      - channel: "#web"
"""
RULES = """\
groups:
  - name: disks
    rules:
      - alert: DiskFillsUp
        expr: disk_used_percent > 80
        for: 10m
        labels: {severity: warning}
      - alert: DiskIsFull
        expr: disk_used_percent > 95
        for: 5m
        labels: {severity: critical}
      - alert: BackupTooOld
        expr: time() - backup_last_success_timestamp_seconds > 93600
        for: 15m
        labels: {severity: critical}
"""
SCRIPT = """\
#!/bin/sh
# Owner: @acme/dba
# Escalation: the head of operations after an hour
[ -d /backup ] || { echo "no folder for the dump" >&2; exit 1; }
pg_dump x > /backup/x
openssl x509 -checkend 1209600 -noout -in /etc/x.crt || { echo "the certificate ends soon" >&2; exit 2; }
"""
DECLARED = """\
tasks:
  - id: drill
    name: Restore drill
    cadence: quarterly
    steps: [{do: Restore it}]
escalations:
  - path: bin/backup.sh
    levels:
      - {who: "@acme/dba", after: 30 minutes, severity: critical}
      - {who: head of operations, after: 4 hours, channel: phone}
"""
FILES = {
    "monitoring/alertmanager.yml": ROUTES,
    "monitoring/disks.rules.yml": RULES,
    "bin/backup.sh": SCRIPT,
    "bin/clean.sh": '#!/bin/sh\n[ -d /tmp/x ] || { echo "nothing to clean" >&2; exit 1; }\nrm -r /tmp/x\n',
    "cron.d/jobs": "0 3 * * * root /opt/bin/backup.sh\n0 4 * * 1 root /opt/bin/clean.sh\n",
    ".ddd/tasks.yaml": DECLARED,
    "CODEOWNERS": "/monitoring/ @acme/sre\n/bin/backup.sh @acme/dba dba@example.com\n",
    "SECURITY.md": "# Security\n\nReport a vulnerability to security@example.com.\n",
}


def judged(folder: Path, **more: str) -> Book:
    """Write the repository, with other contents for some of its files, and read it. An empty content: no such file."""
    for path, text in (FILES | more).items():
        if text:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
    found = ddd.pipeline.judge(folder)
    return Book(found.plan, found.assessment, found.spec, Options())


def step(who: str = "@acme/dba", **more) -> EscalationStep:
    fields = {"severity": "critical", "after_seconds": 1_800, "evidence": (plans.place(".ddd/tasks.yaml", 7),)}
    return EscalationStep(who=who, **(fields | more))


def trigger(subject: str = "disk", threshold: float = 80, line: int = 1, **more) -> Trigger:
    path = more.pop("path", "monitoring/disks.rules.yml")
    fields = {"system": "prometheus-alert", "comparison": ">", "component": path.rpartition("/")[0], "origin": path}
    place = (plans.place(path, line),)
    return Trigger(subject=subject, threshold=threshold, evidence=place, id=f"trigger-{path}-{line}", **(fields | more))


def route(name: str, scope: str, line: int = 1, path: str = "alertmanager.yml", **more) -> Contact:
    fields = {"system": "alertmanager", "role": "receiver", "channel": "webhook", "origin": path}
    return Contact(name=name, scope=scope, evidence=(plans.place(path, line),), **(fields | more))


def expiry(subject: str, line: int = 1, **more) -> Expiry:
    return Expiry(
        system="x509", subject=subject, origin="certs.pem", evidence=(plans.place("certs.pem", line),), **more
    )


def modes(count: int, components: int, words: str = "cannot reach the server") -> list[FailureMode]:
    """Return many failure modes, spread over components."""
    return [
        plans.failure(f"{words} {number}", number + 1, f"lib/part{number % components:04}/run.sh", id=f"mode-{number}")
        for number in range(count)
    ]


def book(*facts, tasks=(), escalations=None) -> Book:
    """Return a book over these facts; `escalations` for each of them unless given by id."""
    plan = plans.plan_of(*tasks, facts=facts)
    told = escalations if isinstance(escalations, dict) else {one.id: escalations or () for one in facts if one.id}
    found = Plan(tasks=plan.tasks, inventory=plan.inventory, owners=plan.owners, escalations=told)
    return Book(found, plans.assessed(found), plans.load(), Options())


def owned(task, *owners: str):
    """Return the task with these owners."""
    claims = tuple(
        Claim(text=one, evidence=(plans.place("CODEOWNERS", number + 1),)) for number, one in enumerate(owners)
    )
    return plans.replace(task, owners=claims)
