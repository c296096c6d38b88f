"""What an Ansible file is to its readers: plays and tasks with positions, in whatever spelling they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors.ansible._recognition import is_ansible, is_play, may_hold_list, module_of
from ddd.extractors.ansible._words import FREE_FORM, Value, free_form, key_values
from ddd.model import Evidence, replace
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items

MAX_TASKS = 20_000
MAX_NESTING = 20

_SECTIONS = ("pre_tasks", "tasks", "post_tasks", "handlers")
_BLOCKS = ("block", "rescue", "always")
_OWN_COLLECTIONS = ("ansible.builtin.", "ansible.legacy.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsibleTask:
    """One task, or one block."""

    name: str
    module: str
    """`cron` for `cron`, `ansible.builtin.cron` and `ansible.legacy.cron`; other collections' in full; or `block`."""
    start: Node
    """Its first key, of whatever kind."""
    key: Node
    """Where the module is named: the task's own line."""
    args: Mapping[str, Value]
    keywords: Mapping[str, Value]
    """`when`, `loop`, `register`, …: all that is not the module."""
    conditions: tuple[str, ...]
    """Its own `when` and those of the blocks around it, the outermost first."""
    variables: Mapping[str, Node]
    """`vars` of the task and of the blocks around it."""
    section: str
    """`tasks`, `pre_tasks`, `post_tasks` or `handlers`."""
    rescues: AnsibleTask | None = None
    """For a task of a `rescue`: its block."""
    children: Mapping[str, tuple[AnsibleTask, ...]] = field(default_factory=dict)
    """Of a block: its `block`, `rescue` and `always`."""

    @property
    def short(self) -> str:
        """The module without its collection."""
        return self.module.rpartition(".")[2]

    def arg(self, key: str) -> str:
        """Return an argument's text; empty when it is not given or no scalar."""
        return self.args[key].text if key in self.args else ""

    def keyword(self, key: str) -> str:
        """Return a keyword's text; empty when it is not given or no scalar."""
        return self.keywords[key].text if key in self.keywords else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One play."""

    name: str
    hosts: str
    start: Node
    """Its first key, of whatever kind."""
    key: Node
    """Where `hosts` stands."""
    keywords: Mapping[str, Value]
    roles: tuple[str, ...]
    tasks: tuple[AnsibleTask, ...]
    """Those of all sections, in the order in which they run, handlers last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsibleFile:
    """The plays of a playbook, and the tasks (or imports of playbooks) that stand in no play."""

    plays: tuple[Play, ...] = ()
    tasks: tuple[AnsibleTask, ...] = ()

    def every_task(self) -> Iterator[AnsibleTask]:
        """Yield every task and block, also those within blocks."""
        for play in self.plays:
            yield from flat(play.tasks)
        yield from flat(self.tasks)


def ansible(source: Source) -> AnsibleFile:
    """Return what the file holds of Ansible; nothing when it is something else. Raises Unreadable."""
    return source.derived("ansible", _read)


def flat(tasks: Iterable[AnsibleTask]) -> Iterator[AnsibleTask]:
    """Yield the tasks and, after each block, what is in it."""
    for task in tasks:
        yield task
        for part in _BLOCKS:
            yield from flat(task.children.get(part, ()))


def conjunction(conditions: Iterable[str], last: str = "") -> str:
    """Join conditions so that all must hold, and `last`, which is in parentheses already where it needs to be."""
    found = list(dict.fromkeys(conditions))
    alone = len(found) == 1 and not last
    parts = [f"({one})" if " or " in one and not alone else one for one in found]
    return " and ".join([*parts, last] if last else parts)


def places(source: Source, *nodes: Node) -> tuple[Evidence, ...]:
    """Return where the nodes stand, one place a line."""
    found: dict[int, Evidence] = {}
    for node in nodes:
        place = source.at_node(node)
        found.setdefault(place.line, place)
    return tuple(found.values())


def _read(source: Source) -> AnsibleFile:
    if source.is_template or not may_hold_list(source):
        return AnsibleFile()
    section = "handlers" if f"/{source.path}".rpartition("/")[0].endswith("/handlers") else "tasks"
    reader, plays, tasks = _Reader(), list[Play](), list[AnsibleTask]()
    for document in source.yaml:
        if not isinstance(document, SequenceNode) or not is_ansible(document, source.path):
            continue
        for entry in document.value:
            keys = {name: Value(key, value) for name, key, value in items(entry)}
            if is_play(keys):
                plays.append(reader.play(keys))
            else:
                tasks.extend(reader.tasks([entry], _Around(section)))
    return AnsibleFile(plays=tuple(plays), tasks=tuple(tasks))


@dataclass(frozen=True, slots=True)
class _Around:
    """What a task inherits from where it stands."""

    section: str
    conditions: tuple[str, ...] = ()
    variables: Mapping[str, Node] = field(default_factory=dict)
    rescues: AnsibleTask | None = None
    depth: int = 0


class _Reader:
    """Reads tasks; bounded, for aliases can make a small file unfold without end."""

    def __init__(self) -> None:
        self._left = MAX_TASKS

    def play(self, keys: Mapping[str, Value]) -> Play:
        tasks: list[AnsibleTask] = []
        for section in _SECTIONS:
            if section in keys:
                tasks.extend(self.tasks(keys[section].nodes, _Around(section)))
        return Play(
            name=keys["name"].text if "name" in keys else "",
            hosts=", ".join(keys["hosts"].texts),
            start=next(iter(keys.values())).key,
            key=keys["hosts"].key,
            keywords=keys,
            roles=tuple(_roles(keys["roles"].nodes)) if "roles" in keys else (),
            tasks=tuple(tasks),
        )

    def tasks(self, entries: Iterable[Node], around: _Around) -> Iterator[AnsibleTask]:
        for entry in entries:
            keys = {name: Value(key, value) for name, key, value in items(entry)}
            module = module_of(keys)
            self._left -= 1
            if not module or self._left < 0 or around.depth > MAX_NESTING:
                continue
            yield self._task(module, keys, around)

    def _task(self, module: str, keys: dict[str, Value], around: _Around) -> AnsibleTask:
        key, called, args = _call(module, keys)
        own = {name: value for name, _, value in items(keys["vars"].node)} if "vars" in keys else {}
        around = replace(
            around,
            conditions=(*around.conditions, *(keys["when"].texts if "when" in keys else ())),
            variables={**around.variables, **own},
        )
        task = AnsibleTask(
            name=keys["name"].text if "name" in keys else "",
            module=called,
            start=next(iter(keys.values())).key,
            key=key,
            args=args,
            keywords={name: value for name, value in keys.items() if name != module},
            conditions=around.conditions,
            variables=around.variables,
            section=around.section,
            rescues=around.rescues,
        )
        return replace(task, children=self._children(task, keys, around)) if called == "block" else task

    def _children(
        self, block: AnsibleTask, keys: Mapping[str, Value], around: _Around
    ) -> Mapping[str, tuple[AnsibleTask, ...]]:
        found: dict[str, tuple[AnsibleTask, ...]] = {}
        below = replace(around, depth=around.depth + 1)
        for part in _BLOCKS:
            if part in keys:
                if part == "rescue":
                    below = replace(below, rescues=replace(block, children=dict(found)))
                found[part] = tuple(self.tasks(keys[part].nodes, below))
        return found


def _call(module: str, keys: Mapping[str, Value]) -> tuple[Node, str, Mapping[str, Value]]:
    """Return where the module is named, its name and its arguments."""
    value, more = keys[module], keys.get("args")
    if module == "block":
        return value.key, "block", {}
    args = {name: Value(key, node) for name, key, node in items(more.node)} if more else {}
    if module in ("action", "local_action"):
        module, value = _action(value)
    for collection in _OWN_COLLECTIONS:
        module = module.removeprefix(collection)
    if isinstance(value.node, ScalarNode):
        given = free_form(value) if module in FREE_FORM else key_values(value)
    else:
        given = {name: Value(key, node) for name, key, node in items(value.node)}
    return value.key, module, {**args, **given}


def _action(value: Value) -> tuple[str, Value]:
    """`action: cron name=x` and `action: {module: cron, name: x}` name the module within."""
    named = next((node for name, _, node in items(value.node) if name == "module"), None)
    if named is not None and isinstance(value.node, MappingNode):
        rest = [(key, node) for key, node in value.node.value if node is not named]
        args = MappingNode(value.node.tag, rest, value.node.start_mark, value.node.end_mark)
        return Value(value.key, named).text, Value(value.key, args)
    module, _, words = value.text.partition(" ")
    return module, value.with_text(words)


def _roles(entries: Iterable[Node]) -> Iterator[str]:
    """Yield the names in a play's `roles`: `- nginx`, `- role: nginx`, `- name: nginx`."""
    for entry in entries:
        keys = {name: Value(key, value).text for name, key, value in items(entry)}
        name = keys.get("role") or keys.get("name") or Value(entry, entry).text
        if name:
            yield name
