"""Where Ansible waits for a person's consent: prompts that must be answered, variables that must say yes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ddd.extractors.ansible._questions import opposite
from ddd.extractors.ansible._tasks import AnsibleTask, Play, ansible, conjunction, flat, places
from ddd.extractors.ansible._words import is_false, one_line, short
from ddd.model import Confidence, Control
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar

_SYSTEM = "ansible"
_CONTROL = "approval gate"
# A prompt that asks for consent; others ask for a value.
_ASKS = re.compile(
    r"""(?ix) \bconfirm | \bare\syou\s(?:really\s)?sure | \bcontinue\b | \bproceed\b | \bgo\sahead\b
    | \by(?:es)?\s?/\s?no?\b | \bpress\b.{0,40}\b(?:enter|return|any\skey|ctrl) | \btype\s['"]?(?:yes|y)\b
    | \bapprov | \babort\b
    """
)
_CONSENT = re.compile(
    r"""(?ix) (?<![\w.'"])
    (?P<variable> \w{0,60} (?: confirm | i_am_sure | are_you_sure | i_know_what | approved | user_consent ) \w{0,60} )
    \s* (?: $ | \) | [!=]= | \| \s* (?: bool | d | default ) \b | \b is \s (?: not \s )? (?: un )? defined
    | \b in \b | \b not \b )
    """
)
_NO_CONSENT = re.compile(r"(?i)_required\b|_task\b|_result\b|password|email")
_RULES = re.compile(r"[=*#_-]{4,}")


@extractor("ansible-gates", paths=("*.yml", "*.yaml"), literals=("pause", "vars_prompt", "onfirm", "sure", "approved"))
def ansible_gates(source: Source) -> Iterator[Control]:
    """Find approval gates in playbooks: `pause` with a prompt, `vars_prompt`, and variables that must say yes.

        - name: Ask before the old volumes go
          ansible.builtin.pause:
            prompt: The old volumes will be deleted. Press Enter to go on, Ctrl+C and A to stop

    A prompt for a value (a version, a password) is no gate, and neither is a `pause` of some seconds. A variable counts
    when its name speaks of consent (`restore_confirmed`) and a `fail` or `assert` asks it.
    Format: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/pause_module.html.
    """
    file = ansible(source)
    for play in file.plays:
        prompts = list(_prompted(source, play))
        yield from prompts
        yield from _of_tasks(source, play.tasks, play.name or play.hosts, {one.name for one in prompts})
    yield from _of_tasks(source, file.tasks, "", set())


def _of_tasks(source: Source, tasks: Iterable[AnsibleTask], scope: str, asked: set[str]) -> Iterator[Control]:
    """Yield the gates among tasks; what asks for the answer to a prompt is no gate of its own."""
    for task in flat(tasks):
        if task.module == "pause" and _is_gate(task):
            prompt = task.args["prompt"]
            asked.add(task.keyword("register"))
            yield Control(
                system=_SYSTEM,
                name=task.name or _said(prompt.text, 80),
                control=_CONTROL,
                value=_said(prompt.text),
                scope=scope,
                evidence=places(source, prompt.key, task.key),
            )
        elif task.module in ("fail", "assert"):
            yield from _consent(source, task, scope, asked)


def _said(prompt: str, length: int = 200) -> str:
    return short(_RULES.sub(" ", prompt), length)


def _is_gate(task: AnsibleTask) -> bool:
    if not task.arg("prompt") or "seconds" in task.args or "minutes" in task.args or is_false(task.arg("echo")):
        return False
    return "register" not in task.keywords or _ASKS.search(one_line(task.arg("prompt"))) is not None


def _consent(source: Source, task: AnsibleTask, scope: str, prompted: set[str]) -> Iterator[Control]:
    """A `fail` or an `assert` that a variable of consent decides."""
    asked = task.args["that"].texts if task.module == "assert" and "that" in task.args else task.conditions
    match = next((found for one in asked if (found := _CONSENT.search(one)) and not _NO_CONSENT.search(one)), None)
    if match is None or match["variable"] in prompted:
        return
    condition = conjunction(asked)
    held = condition if task.module == "assert" else opposite(condition)
    nodes = [task.keywords["when"].key] if task.module == "fail" and "when" in task.keywords else []
    yield Control(
        system=_SYSTEM,
        name=task.name or match["variable"],
        control=_CONTROL,
        value=short(f"goes on only when {held}"),
        scope=scope,
        confidence=Confidence.MEDIUM,
        evidence=places(source, *nodes, task.key),
    )


def _prompted(source: Source, play: Play) -> Iterator[Control]:
    """Yield what `vars_prompt` asks for consent."""
    for entry in play.keywords["vars_prompt"].nodes if "vars_prompt" in play.keywords else ():
        node, name = child(entry, "prompt"), scalar(child(entry, "name")) or ""
        prompt = one_line(scalar(node) or "")
        consents = _ASKS.search(prompt) or _CONSENT.search(name)
        if node is not None and consents and not _NO_CONSENT.search(prompt) and not _NO_CONSENT.search(name):
            yield Control(
                system=_SYSTEM,
                name=name,
                control=_CONTROL,
                value=_said(prompt),
                scope=play.name or play.hosts,
                evidence=places(source, node, play.keywords["vars_prompt"].key),
            )
