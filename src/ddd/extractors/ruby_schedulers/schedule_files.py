"""Reads the YAML files in which Rails applications list what their workers run: sidekiq, resque, solid_queue, que."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from ddd.model import Dialect, Schedule, State
from ddd.scan import yaml_nodes
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import items, scalar, sequence

_NO_LINE_END = re.compile(r"[^\n]")
_LONGEST_ERB = 500
_RANDOM = re.compile(r"<%= ?(?:Random|Kernel)?\.?rand\((?P<lowest>[0-9]{1,4})\.{2,3}[0-9]{1,4}\) ?%>", re.ASCII)
_DEFAULT = re.compile(r"(?P<quote>[\"'])(?P<text>[^\"'\n]{1,200})(?P=quote)\s*\)?\s*")
_TIMES = ("cron", "every", "interval")
_ONCE = ("in", "at")
_MARKS = frozenset(
    {
        *(
            "class",
            "klass",
            "job_class",
            "custom_job_class",
            "command",
            "job",
            "worker",
            "queue",
            "description",
            "args",
        ),
        *("status", "enabled", "active_job", "rails_env", "schedule_type", "kwargs", "priority"),
    }
)
_COMMANDS = ("class", "klass", "job_class", "custom_job_class", "command", "worker", "job")
_ENVIRONMENTS = frozenset({"production", "development", "test", "staging", "default", "shared"})
_SYSTEMS = (
    (re.compile(r"resque"), "resque-scheduler"),
    (re.compile(r"recurring|solid"), "solid_queue"),
    (re.compile(r"(?:^|[/_.-])que[_-]"), "que-scheduler"),
    (re.compile(r"sidekiq[-_.]cron"), "sidekiq-cron"),
    (re.compile(r"sidekiq[^/]*\.ya?ml"), "sidekiq-scheduler"),
)
_OFF = frozenset({"disabled", "false", "no", "off"})
_MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class _Entry:
    """A job: what it is called, and its fields."""

    name: str
    key: yaml.Node
    fields: dict[str, yaml.Node]
    environment: str


@extractor(
    "rails-schedule-files",
    paths=(
        *("schedule.yml", "schedule.yaml", "*_schedule.yml", "schedule_*.yml", "schedules.yml", "scheduler.yml"),
        *("sidekiq*.yml", "sidekiq*.yaml", "recurring.yml", "recurring.yaml", "*recurring*.yml", "*cron*.yml"),
        *("config/schedule/*.yml", "config/schedules/*.yml", "*.yml.erb"),
    ),
    literals=("cron", "every", "schedule"),
)
def rails_schedule_files(source: Source) -> Iterator[Extracted]:
    """Find the recurring jobs that Rails applications list in YAML.

        clean_up:                      # sidekiq-cron's schedule.yml; sidekiq-scheduler's below `:scheduler: :schedule:`
          cron: "0 3 * * *"
          class: CleanUpJob

    Also resque-scheduler (`every: 1h`, a list with options too), solid_queue (`config/recurring.yml`: `schedule:` by
    environment, in fugit's words too) and que-scheduler, whose key is the class itself. `status: disabled` and
    `enabled: false` suspend; `in:` and `at:` run once. Of ERB the default in quotes is read, and of `rand(3..5)` the
    lowest number, with a note; lines of control are left out. A mapping that has a time but names no job is nobody's
    schedule and no fact.

    Format: https://github.com/sidekiq-cron/sidekiq-cron, https://github.com/sidekiq-scheduler/sidekiq-scheduler,
    https://github.com/rails/solid_queue#recurring-tasks.
    """
    try:
        documents = yaml_nodes.compose(_without_control(source.text))
    except Unreadable:
        if _is_certain(source.path):
            raise
        return
    system = next((name for mark, name in _SYSTEMS if mark.search(source.path)), "sidekiq-cron")
    for document in documents:
        root = _root(document, source.path)
        for entry in _entries(root, system) if root is not None else ():
            yield from _schedules(source, system, entry)


def _without_control(text: str) -> str:
    """Blank what ERB only runs (`<% if … %>`) and leave what it writes (`<%= … %>`); every line keeps its place."""
    parts, position = list[str](), 0
    while (start := text.find("<%", position)) >= 0 and (end := text.find("%>", start)) >= 0:
        tag = text[start : end + 2]
        parts += [text[position:start], tag if tag.startswith("<%=") else _NO_LINE_END.sub(" ", tag)]
        position = end + 2
    return "".join((*parts, text[position:]))


def _is_certain(path: str) -> bool:
    name = path.rpartition("/")[2]
    return "config/" in path and ("sidekiq" in name or "resque" in name or name.startswith(("schedule.", "recurring.")))


def _root(document: yaml.Node, path: str) -> yaml.Node | None:
    """Return the node the jobs stand in: of a `sidekiq.yml` only its schedule."""
    name = path.rpartition("/")[2]
    if not re.fullmatch(r"sidekiq(?:\.\w+)?\.ya?ml(?:\.erb)?", name):
        return document
    for key, _, value in items(document):
        if key in (":schedule", "schedule"):
            return value
        if key in (":scheduler", "scheduler"):
            return next((inner for one, _, inner in items(value) if one in (":schedule", "schedule")), None)
    return None


def _entries(root: yaml.Node, system: str) -> Iterator[_Entry]:
    stack: list[tuple[str, yaml.Node, yaml.Node, str, int]] = [("", root, root, "", 0)]
    seen: set[int] = set()
    while stack:
        name, key, node, environment, depth = stack.pop()
        if isinstance(node, yaml.SequenceNode) and depth < _MAX_DEPTH:  # a list of jobs with names of their own
            stack += [(name, one, one, environment, depth + 1) for one in reversed(node.value)]
            continue
        if not isinstance(node, yaml.MappingNode) or id(node) in seen:
            continue
        seen.add(id(node))
        fields = {one.lstrip(":"): value for one, _, value in items(node)}
        if name_node := fields.get("name"):
            name = scalar(name_node) or name
        if _is_job(fields, name, system):
            yield _Entry(name, key, fields, environment)
        elif depth < _MAX_DEPTH:
            children = [
                (one.lstrip(":"), where, value, one if one in _ENVIRONMENTS else environment, depth + 1)
                for one, where, value in items(node)
            ]
            stack += reversed(children)


def _is_job(fields: dict[str, yaml.Node], name: str, system: str) -> bool:
    times = ("schedule",) if system == "solid_queue" else (*_TIMES, *_ONCE)
    if not any(isinstance(fields.get(one), yaml.ScalarNode | yaml.SequenceNode) for one in times):
        return False
    return not _MARKS.isdisjoint(fields) or name[:1].isupper() or (system != "sidekiq-cron" and bool(name))


def _schedules(source: Source, system: str, entry: _Entry) -> Iterator[Schedule]:
    for field in ("schedule",) if system == "solid_queue" else _TIMES:
        given = entry.fields.get(field)
        several = sequence(given)
        for one in several[:1] if field != "cron" else several:
            said = scalar(one)
            if said and (system == "sidekiq-cron" or field != "cron" or said.strip()):
                yield _schedule(source, system, entry, field, one, said)
    if not any(field in entry.fields for field in (*_TIMES, "schedule")):
        for field in _ONCE:
            if (said := scalar(entry.fields.get(field))) is not None:
                yield _schedule(source, system, entry, field, entry.fields[field], said)


def _schedule(source: Source, system: str, entry: _Entry, field: str, node: yaml.Node, said: str) -> Schedule:
    text, is_open, note = _of_erb(said)
    is_off = any((scalar(entry.fields.get(one)) or "").lower() in _OFF for one in ("status", "enabled"))
    command = next((found for one in _COMMANDS if (found := scalar(entry.fields.get(one)))), "")
    state = State.UNRESOLVED if is_open else State.ONCE if field in _ONCE else State.ACTIVE
    is_length = field in ("every", "interval") and not is_open
    environment = f"in {entry.environment}" if entry.environment not in ("", "production", "default", "shared") else ""
    return Schedule(
        system=system,
        name=entry.name or command,
        evidence=tuple(dict.fromkeys((source.at_node(node), source.at_node(entry.key)))),
        state=State.SUSPENDED if is_off and state is State.ACTIVE else state,
        expression=f"every {text}" if is_length and not text.startswith("every") else text,
        dialect=Dialect.EVERY if is_length else Dialect.FUGIT,
        command=command or (entry.name if entry.name[:1].isupper() else ""),
        note="; ".join(filter(None, (environment, note))),
    )


def _of_erb(said: str) -> tuple[str, bool, str]:
    """Return the text, whether it stays open, and a note, for a value that ERB may write."""
    text, drawn = _RANDOM.subn(r"\g<lowest>", " ".join(said.split()))
    code = text.removeprefix("<%=").removesuffix("%>").strip()
    if "<%=" not in text:
        return text, False, "drawn at random when it starts: the lowest values stand for it" if drawn else ""
    if len(code) > _LONGEST_ERB or "<%" in code or not (text.startswith("<%=") and text.endswith("%>")):
        return text, True, ""
    texts = [one["text"] for one in _DEFAULT.finditer(code) if " " in one["text"] or one["text"][0] == "@"]
    if len(texts) != 1:
        return text, True, ""
    return texts[0], False, f"the default of {code}" if len(code) < 80 else "a default"
