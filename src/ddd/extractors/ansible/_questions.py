"""Which Ansible tasks only ask something, and what must hold for the play to go on, as a statement one can decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yaml.nodes import Node

from ddd.extractors.ansible._actions import action
from ddd.extractors.ansible._tasks import AnsibleTask, conjunction
from ddd.extractors.ansible._words import FREE_FORM, is_false, is_true, one_line, short
from ddd.extractors.shell._script import Script, chain
from ddd.extractors.shell._words import bare, verifies
from ddd.scan.templates import without_jinja
from ddd.scan.unreadable import Unreadable

_LONGEST_COMMAND = 1_000
_ASKING_NAME = re.compile(r"(?i)^(?:[\w ]{1,40}\| )?(?:verify|validate|check|test|ensure|make sure|confirm|wait)\b")
# These look for something; a task that runs them mostly wants the answer and goes on with either.
_ONLY_LOOK = frozenset(
    {"grep", "egrep", "fgrep", "rg", "test", "[", "[[", "which", "type", "hash", "command", "df", "id"}
)
_ONLY_LOOK |= {"getent", "pgrep", "pidof", "dpkg", "dpkg-query", "rpm", "host", "tar", "cmp", "diff", "findmnt"}
_DRY = re.compile(
    r"\s(?:--check|--syntax-check|--dry-run(?:=\w+)?|--validate|--verify|configtest|--test-config)(?:\s|$)"
)
_SELECT_ONE = re.compile(r"(?i)\b(?:mysql|mariadb|psql)\b.{0,300}\bselect\s+1\b")
_PATH_EXISTS = re.compile(r"(?P<not>\bnot\s+)?\(?\b(?P<name>[A-Za-z_]\w*)\.stat\.exists\b(?P<rest>.{0,40})")
_IS_FALSE = re.compile(r"\s*(?:\|\s*bool\s*)?(?:==\s*(?:false|False)|is\s+(?:false|sameas\s+false)|!=\s*(?:true|True))")
_IS_TRUE = re.compile(r"(?:\s*\|\s*bool)?(?:\s*==\s*(?:true|True)|\s*is\s+true)?(?:\s*\))?\s*$")
_STATUS = re.compile(
    r"\(?(?P<name>[A-Za-z_]\w*)(?P<test>\.rc\s*(?:!=\s*0|>\s*0|>=\s*1)|\s+is\s+failed|\.failed(?:\s*\|\s*bool)?)\)?"
)
_OTHER_STATUS = re.compile(r"\(?(?P<name>[A-Za-z_]\w*)\.rc\s*!=\s*(?P<status>[1-9]\d{0,2})\)?")
_TOLERANT = re.compile(r"\(?\w+\.rc\s*(?:not\s+in\s*[\[(].*|[!=]=\s*\d+|>=?\s*\d+)\)?")
_NAME = re.compile(r"\b[A-Za-z_]\w*\b")


@dataclass(frozen=True, slots=True)
class Question:
    """What a task asks."""

    condition: str
    """What must hold."""
    nodes: tuple[Node, ...]
    """Where that is said, apart from the task itself."""


class Registers:
    """The tasks of a file by the variable that holds their result."""

    def __init__(self, tasks: Iterable[AnsibleTask]) -> None:
        self._tasks = {task.keyword("register"): task for task in tasks if task.keyword("register")}

    def task(self, name: str) -> AnsibleTask | None:
        """Return the task whose result stands in the variable `name`."""
        return self._tasks.get(name)

    def asked_in(self, condition: str) -> tuple[str, AnsibleTask] | None:
        """Return the first result a condition asks for."""
        names = (match[0] for match in _NAME.finditer(condition[:_LONGEST_COMMAND]))
        return next(((name, self._tasks[name]) for name in names if name in self._tasks), None)


def asked_by(task: AnsibleTask, registers: Registers) -> Question | None:
    """Return what a task asks, when all it does is ask; None when it works, or nobody minds the answer."""
    ignored = is_true(task.keyword("ignore_errors")) or is_true(task.keyword("ignore_unreachable"))
    if ignored or is_false(task.keyword("failed_when")):
        return None
    if ends(task):
        return _of_fail(task, registers)
    if task.module == "ping":
        return Question("the host answers Ansible's ping", ())
    return _of_command(task) if task.module in FREE_FORM else None


def opposite(condition: str) -> str:
    """Return the condition that holds when `condition` does not."""
    rest = condition.removeprefix("not ")
    simple = rest != condition and not re.search(r"\s(?:and|or|if)\s", condition)
    if simple:
        return rest[1:-1] if re.fullmatch(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", rest) else rest
    return f"not ({condition})"


def ends(task: AnsibleTask) -> bool:
    """Whether a task stops the work: it fails, or leaves the play, the host or the role."""
    return task.module == "fail" or (task.module == "meta" and task.arg("_").startswith("end_"))


def guards(task: AnsibleTask, registers: Registers) -> frozenset[str]:
    """Return what is asked about paths before a task is run, by itself or by a block around it."""
    own = (condition for condition, _ in guarded_by_path(task, registers))
    return frozenset((*own, *(_path_condition(text, registers) for text in task.conditions)))


def guarded_by_path(task: AnsibleTask, registers: Registers) -> Iterator[tuple[str, Node]]:
    """Yield what is asked about paths before a task is run at all: `creates`, `removes`, `when` on a `stat`."""
    for key, state in (("creates", "does not exist"), ("removes", "exists")):
        if task.arg(key):
            yield f"path {one_line(task.arg(key))} {state}", task.args[key].key
    if task.module in ("assert", "debug", "meta", "set_fact") or ends(task) or "when" not in task.keywords:
        return
    for text in task.keywords["when"].texts:
        condition = _path_condition(text, registers)
        if condition:
            yield condition, task.keywords["when"].key


def _path_condition(text: str, registers: Registers) -> str:
    """`not x.stat.exists` is a statement about the path that the task of `x` looked at; alternatives are none."""
    match = _PATH_EXISTS.search(text) if " or " not in text and text.count(".stat.") == 1 else None
    asked = registers.task(match["name"]) if match else None
    path = one_line(asked.arg("path")) if asked is not None and asked.module == "stat" else ""
    if match is None or not path or "item" in path:
        return ""
    negative = (match["not"] is not None) != (_IS_FALSE.match(match["rest"]) is not None)
    return f"path {path} {'does not exist' if negative else 'exists'}"


def _of_fail(task: AnsibleTask, registers: Registers) -> Question | None:
    """An end whose condition speaks of what an earlier task found out: that result was the check."""
    when = task.keywords.get("when")
    guard = conjunction(when.texts) if when else ""
    found = registers.asked_in(guard)
    if when is None or found is None or task.rescues:
        return None
    name, asked = found
    return Question(_opposite(guard, name, asked, registers), (when.key,))


def _opposite(guard: str, name: str, asked: AnsibleTask, registers: Registers) -> str:
    path = _path_condition(guard, registers) if _is_alone(guard) else ""
    if path:
        return _turned(path)
    ran = short(action(asked), 120)
    if asked.module in FREE_FORM and _STATUS.fullmatch(guard):
        return f"exit status of `{ran}` is 0"
    return f"{opposite(guard)}, where {name} is what `{ran}` found"


def _turned(condition: str) -> str:
    if condition.endswith(" does not exist"):
        return condition.removesuffix(" does not exist") + " exists"
    return condition.removesuffix(" exists") + " does not exist"


def _is_alone(guard: str) -> bool:
    match = _PATH_EXISTS.match(guard)
    rest = match["rest"] if match else "…"
    return _IS_TRUE.match(rest) is not None or _IS_FALSE.fullmatch(rest.rstrip(" )")) is not None


def _of_command(task: AnsibleTask) -> Question | None:
    command = action(task)
    failed_when = task.keywords.get("failed_when")
    if not command or len(command) > _LONGEST_COMMAND or "until" in task.keywords:
        return None
    shown = short(command, 160)
    if failed_when is not None and failed_when.texts:
        if not is_false(task.keyword("changed_when")) or is_true(failed_when.text):
            return None
        guard = conjunction(failed_when.texts)
        register = task.keyword("register")
        status = _STATUS.fullmatch(guard)
        if status and status["name"] == register:
            return Question(f"exit status of `{shown}` is 0", (failed_when.key,))
        if (other := _OTHER_STATUS.fullmatch(guard)) and other["name"] == register:
            return Question(f"exit status of `{shown}` is {other['status']}", (failed_when.key,))
        if _TOLERANT.fullmatch(guard):
            return None  # `rc not in [0, 1]`: either answer will do
        return Question(f"`{shown}`: {opposite(guard)}", (failed_when.key,))
    if _only_asks(task, command):
        return Question(f"exit status of `{shown}` is 0", ())
    return None


def _only_asks(task: AnsibleTask, command: str) -> bool:
    if _SELECT_ONE.search(command) or _DRY.search(one_line(command)):
        return True
    words = _words(command)
    if not words:
        return False
    if verifies(words):
        looks = bare(words)[0] in _ONLY_LOOK
        return not looks or ("register" not in task.keywords and _ASKING_NAME.match(task.name) is not None)
    unused = "register" not in task.keywords and is_false(task.keyword("changed_when"))
    return unused and _ASKING_NAME.match(task.name) is not None


def _words(command: str) -> tuple[str, ...]:
    """Return the words of a command that is one simple command; nothing for a pipeline, a list or a longer script."""
    try:
        script = Script(without_jinja(command))
    except Unreadable:
        return ()
    statements = [node for node in script.root.named_children if node.type != "comment"]
    if len(statements) != 1 or len(chain(statements[0])) != 1:
        return ()
    core = chain(statements[0])[0].core
    return script.words(core) if core is not None and core.type == "command" else ()
