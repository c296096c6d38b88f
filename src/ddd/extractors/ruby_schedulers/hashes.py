"""Reads cron expressions that Ruby programs keep in hashes: sidekiq-cron, GoodJob, GitLab's settings, arask."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ddd.extractors.ruby_schedulers._ruby import Ruby, Value, in_words, looks_like_cron, ruby, schedule
from ddd.model import Confidence, Dialect, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_SYSTEMS = (
    ("good_job", ("good_job", "GoodJob")),
    ("sidekiq-cron", ("Sidekiq::Cron", "cron_jobs", "sidekiq-cron")),
    ("sidekiq-scheduler", ("Sidekiq.schedule", "Sidekiq::Scheduler", "SidekiqScheduler", "sidekiq-scheduler")),
    ("resque-scheduler", ("Resque.schedule", "Resque::Scheduler", "resque-scheduler", "resque/scheduler")),
    ("arask", ("arask", "Arask")),
    ("que-scheduler", ("Que::Scheduler", "que-scheduler")),
    ("solid_queue", ("SolidQueue",)),
)
_BY_LENGTH = frozenset({"sidekiq-scheduler", "resque-scheduler", "arask"})
_LITERALS = ("cron:", "cron'", 'cron"', ":cron", "Sidekiq.schedule", "Resque.schedule", "arask.", "Arask.")
_CLASSES = ("class", "job_class", "klass", "task", "job", "worker")
_WORDS = {"hourly": "every hour", "daily": "every day", "monthly": "every month"}
_LENGTHS = frozenset({"every", "interval"})
_OFF = frozenset({"disabled", "false"})
_ABOVE = 5


@extractor("ruby-cron-hashes", paths=("*.rb", "*.rake", "Rakefile"), literals=_LITERALS)
def ruby_cron_hashes(source: Source) -> Iterator[Extracted]:
    """Find the schedules that Ruby programs give to their background workers as hashes.

        Sidekiq::Cron::Job.create(name: "Clean up", cron: "0 3 * * *", class: "CleanUpJob")
        config.good_job.cron = { clean_up: { cron: "every day at 3am", class: "CleanUpJob" } }
        Settings.cron_jobs["clean_up"]["cron"] ||= "0 3 * * *"

    Also `load_from_hash`, hashes in constants, sidekiq-scheduler's and resque-scheduler's `every:`, arask's
    `interval: :daily`. In a file that names none of these libraries only a `cron` that reads as cron counts, with
    medium confidence. `status: "disabled"` and `enabled: false` suspend. A zone at the end of the expression goes
    before any other; else it is the application's, which this file does not know.

    Format: https://github.com/sidekiq-cron/sidekiq-cron, https://github.com/bensheldon/good_job,
    https://github.com/floraison/fugit.
    """
    system = next((name for name, marks in _SYSTEMS if any(mark in source.text for mark in marks)), "")
    code = ruby(source)
    disabled = "enable_cron = false" in source.text
    for node in code.nodes:
        if node.type == "pair":
            yield from _of_pair(code, system, node, disabled)
        elif node.type in ("assignment", "operator_assignment"):
            yield from _of_assignment(code, system, node)


def _of_pair(code: Ruby, system: str, pair: Node, disabled: bool) -> Iterator[Extracted]:
    for key, _, given in code.pairs(pair):
        fields = code.siblings(pair)
        if key != "cron" and not (key in _LENGTHS and system in _BY_LENGTH and any(one in fields for one in _CLASSES)):
            continue
        value = code.follow(given)
        expression, dialect = _read(code, key, value)
        if not system and not (key == "cron" and looks_like_cron(expression)):
            continue
        named_here = any(one in fields for one in (*_CLASSES, "name"))
        if (expression is None and not named_here) or (expression is not None and not expression.strip()):
            continue
        if expression is not None and key == "cron" and not looks_like_cron(expression) and not named_here:
            continue
        command = next((code.string(fields[one]) or code.raw(fields[one]) for one in _CLASSES if one in fields), "")
        off = any(
            (code.string(fields[one]) or code.raw(fields[one])) in _OFF
            for one in ("status", "enabled")
            if one in fields
        )
        is_off = off or (disabled and system == "good_job")
        yield schedule(
            code,
            system or "ruby-cron",
            _name(code, pair, fields) or command,
            value,
            pair,
            expression=expression,
            dialect=dialect,
            command=command,
            state=State.SUSPENDED if is_off else State.ACTIVE,
            confidence=Confidence.HIGH if system else Confidence.MEDIUM,
        )


def _read(code: Ruby, key: str, value: Value) -> tuple[str | None, Dialect]:
    node = code.elements(value.node)[0] if value.node.type == "array" and value.node.named_child_count else value.node
    said = code.string(node)
    if key == "cron":
        return (said.strip() if said is not None and node.type == "string" else None), Dialect.FUGIT
    if length := code.duration(node):
        return in_words(length), Dialect.EVERY
    if said is None:
        return None, Dialect.EVERY
    return _WORDS.get(said, said if said.startswith("every") else f"every {said}"), Dialect.EVERY


def _name(code: Ruby, pair: Node, fields: dict[str, Node]) -> str:
    """Return what the job is called: its `name`, or the key of its hash."""
    if "name" in fields and (name := code.string(fields["name"])) is not None:
        return name
    node = code.parent(pair)
    for _ in range(_ABOVE):
        if node is None or node.type in ("program", "body_statement"):
            break
        if node.type == "assignment" and (left := node.child_by_field_name("left")) is not None:
            return code.raw(left)
        if node.type == "pair" and node is not pair:
            return code.string(node.child_by_field_name("key")) or ""
        node = code.parent(node)
    return ""


def _of_assignment(code: Ruby, system: str, node: Node) -> Iterator[Extracted]:
    """`jobs["clean_up"]["cron"] ||= "0 3 * * *"`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "element_reference" or left.named_child_count < 2:
        return
    if code.string(left.named_children[-1]) != "cron":
        return
    value = code.follow(right)
    expression = _cron_of(code, value)
    holder = left.named_children[0]
    name = (code.string(holder.named_children[-1]) if holder.type == "element_reference" else None) or code.raw(holder)
    command = _class_of(code, holder)
    if expression is not None and looks_like_cron(expression):
        confidence = Confidence.HIGH if system else Confidence.MEDIUM
        yield schedule(
            code,
            system or "ruby-cron",
            name,
            value,
            node,
            expression=expression,
            command=command,
            confidence=confidence,
        )
    elif expression is None and system:
        yield schedule(code, system, name, value, node, expression=None, command=command)


def _class_of(code: Ruby, holder: Node) -> str:
    """Return what `jobs["clean_up"]["job_class"] = "CleanUpJob"` says of the same entry."""
    said = code.source.derived("classes of entries", lambda _: dict(_classes(code)))
    return said.get(code.text(holder), "")


def _classes(code: Ruby) -> Iterator[tuple[str, str]]:
    for node in code.nodes:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type == "assignment" and left is not None and right is not None and left.type == "element_reference":
            key = code.string(left.named_children[-1]) if left.named_child_count > 1 else None
            if key in _CLASSES:
                yield code.text(left.named_children[0]), code.string(right) or code.raw(right)


def _cron_of(code: Ruby, value: Value) -> str | None:
    said = code.string(value.node) if value.node.type == "string" else None
    return said.strip() if said is not None else None
