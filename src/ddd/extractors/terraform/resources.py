"""Reads Terraform's resources that recur by the clock."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._hcl import Kind, Value, first_fault
from ddd.extractors.terraform._facts import Found, arms, closed, name_of, scope_of, select, zone
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks
from ddd.extractors.terraform._keys import in_heredocs, keyed
from ddd.extractors.terraform._table import TIMED, WINDOWS, Said, Timed
from ddd.model import Dialect, Problem, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_LITERALS = (
    *("schedule", "cron", "recurrence", "_window", "rotation_", "automatically_after_days", "frequency", "interval"),
    *("weekly_maintenance", "daily_automatic", "backup_configuration", "start_time"),
)
_TARGETS = ("target.arn", "http_target.uri", "pubsub_target.topic_name", "target_action", "job_name")
_OTHER_TEMPLATES = ("{{", "{%", "<%", "[[")
_SYSTEM = "terraform"
_DEEPEST_POD = 8
_OTHER_WINDOWS = frozenset({"aws_glue_job"})
"""Types whose window is written in other words (`Sun:10`)."""


@extractor("terraform", paths=CONFIGURATION, literals=_LITERALS)
def terraform(source: Source) -> Iterator[Extracted]:
    """Find what resources of Terraform and OpenTofu do by the clock, and what modules are told to.

    `resource "aws_cloudwatch_event_rule" "nightly" { schedule_expression = "cron(0 3 * * ? *)" }` is a schedule, and so
    are backup plans, maintenance and backup windows, snapshot policies, rotations and scheduled jobs of AWS, Google
    Cloud, Azure, Kubernetes, GitLab, Cloudflare, Databricks, Snowflake and others. Frequency, interval, day and time in
    attributes of their own are put into words (`every monday at 03:00`). In `module` blocks, in resources no table
    knows and in the values of a `helm_release`, attributes named like `schedule`, `cron` or `…_window` count where the
    value is a valid expression.

    `var.x`, `local.jobs.nightly.schedule`, `each.value.schedule` and interpolations are followed within the folder of
    the module and its files of values; `count = 0`, `enabled = false`, `state = "DISABLED"` and the like suspend.
    `condition ? "one" : "other"` gives both, each with its condition. Not seen: what a module is given from another
    folder, functions other than the plainest, data sources, remote state.
    Format: https://developer.hashicorp.com/terraform/language.
    """
    for block in blocks(source):
        if block.kind == "resource" and len(block.labels) == 2:
            yield from _of_resource(source, block)
        elif block.kind == "module":
            yield from keyed(source, block, _SYSTEM)
    is_hcl = not source.installed_path.endswith(".json") and not any(one in source.text for one in _OTHER_TEMPLATES)
    if is_hcl and (line := first_fault(source)):
        yield Problem(source.path, line, "terraform", "not HCL here: what stands around it was read")


def _of_resource(source: Source, block: Block) -> Iterator[Schedule]:
    kind = block.labels[0]
    if kind in ("helm_release", "kubectl_manifest"):
        yield from in_heredocs(source, block, _SYSTEM)
        return
    if kind == "kubernetes_manifest" and _manifest_kind(block.body) != "CronJob":
        return
    facts = list(_of_table(source, block))
    if kind.startswith("aws_") and kind not in _OTHER_WINDOWS:
        facts += _windows(source, block)
    yield from facts
    if kind not in TIMED:
        taken = {fact.place.line for fact in facts}
        yield from (fact for fact in keyed(source, block, _SYSTEM) if fact.place.line not in taken)


def _of_table(source: Source, block: Block) -> Iterator[Schedule]:
    scope = scope_of(block)
    places = [
        (timed, found)
        for timed in TIMED.get(block.labels[0], ())
        for found in select(Found(block.body, (), scope), timed.path)
    ]
    is_alone = len({timed.path for timed, _ in places}) == 1
    for timed, found in places:
        for value, condition in arms(found.value):
            said = timed.say(value) if value.text or value.kind is Kind.OBJECT else None
            if said and said.expression:
                said = replace(said, at=said.at or value, zone=said.zone)
                yield _schedule(source, block, found, said, timed.zone, condition, "" if is_alone else _told(timed))


def _schedule(
    source: Source, block: Block, found: Found, said: Said, default: str | None, condition: str, more: str
) -> Schedule:
    own_zone, zone_note = zone(found, default)
    value = said.at or found.value
    command, target = source.derived(f"runs {block.address}", lambda _: (_command(block.body), _target(block.body)))
    fact = Schedule(
        system=_SYSTEM,
        name=name_of(block, found, more),
        evidence=(source.at(value.line, value.column),),
        state=State.ACTIVE if said.is_known else State.UNRESOLVED,
        expression=" ".join(said.expression.split()),
        dialect=said.dialect,
        timezone=said.zone or own_zone,
        command=command,
        target=target,
        note="; ".join(filter(None, (condition, zone_note))),
    )
    return closed(source, found, fact)


def _windows(source: Source, block: Block) -> Iterator[Schedule]:
    for key, value in block.body.entries:
        if key not in WINDOWS:
            continue
        for arm, condition in arms(value):
            if arm.kind in (Kind.TEXT, Kind.OPEN) and arm.text:
                said = Said(arm.text, Dialect.AWS_WINDOW, at=arm)
                found = Found(arm, (block.body,), scope_of(block))
                yield _schedule(source, block, found, said, "UTC", condition, key.replace("_", " "))


def _manifest_kind(body: Value) -> str:
    manifest = body.get("manifest")
    return manifest.literal("kind") if manifest else ""


def _target(body: Value) -> str:
    for path in _TARGETS:
        for found in select(Found(body, ()), path):
            if found.value.kind in (Kind.TEXT, Kind.OPEN):
                return (
                    found.value.text.removeprefix("${").removesuffix("}")
                    if found.value.kind is Kind.OPEN
                    else found.value.text
                )
    return ""


def _command(body: Value, depth: int = 0) -> str:
    """Return what the first container of a pod, or a task in SQL, runs."""
    if sql := body.literal("sql_statement"):
        return " ".join(sql.split())
    for key, value in body.entries if depth < _DEEPEST_POD else ():
        if key == "container":
            words = [one.text for part in ("command", "args") if (listed := value.get(part)) for one in listed.items]
            return " ".join(words)
        if key in ("spec", "template", "job_template") and (found := _command(value, depth + 1)):
            return found
    return ""


def _told(timed: Timed) -> str:
    """Return what tells this schedule of a resource from its others."""
    parts = [part for part in timed.path.split(".") if part not in ("schedule", "start_time", "day_of_weeks")]
    return parts[-1].replace("_", " ") if parts else ""
