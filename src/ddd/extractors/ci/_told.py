"""What pipelines of all systems say in the same words: time limits, retries, gates, what does not count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode

from ddd.extractors._nodes import below, places, text
from ddd.measures import seconds
from ddd.model import Confidence, Contact, Control, Evidence, FailureMode
from ddd.scan.source import Source

APPROVAL = "approval gate"

_SECRET = re.compile(r"\$|\{\{|^\s*$")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A file of a system, and what it calls itself."""

    source: Source
    system: str
    name: str = ""

    def at(self, *nodes: Node | None) -> tuple[Evidence, ...]:
        """Return the places of the nodes that are there."""
        return places(self.source, *nodes)

    def named(self, what: str) -> str:
        """Return the name of a fact about a part: `Nightly: build`."""
        return f"{self.name}: {what}" if self.name and what else self.name or what

    def too_long(self, what: str, limit: str, seconds: int | None, *nodes: Node | None, unit: str = "") -> FailureMode:
        """Return that something is cancelled when it runs for too long.

        what: `job build`. limit: as it stands in the file, in `unit` when that says none.
        """
        unit = unit.removesuffix("s") if limit == "1" and unit != "s" else unit
        return FailureMode(
            system=self.system,
            name=self.named(what),
            message=f"{what} runs too long",
            guard=f"it runs for more than {limit} {unit}".rstrip(),
            outcome="it is cancelled and counts as failed",
            within_seconds=seconds,
            evidence=self.at(*nodes),
        )

    def silent(self, what: str, limit: str, *nodes: Node | None) -> FailureMode:
        """Return that something is cancelled when it prints nothing for too long."""
        return FailureMode(
            system=self.system,
            name=self.named(what),
            message=f"{what} prints nothing",
            guard=f"it prints nothing for {limit}",
            outcome="it is cancelled and counts as failed",
            within_seconds=seconds(limit),
            evidence=self.at(*nodes),
        )

    def retried(self, what: str, times: str, *nodes: Node | None, when: str = "") -> FailureMode:
        """Return that something that failed is tried again."""
        return FailureMode(
            system=self.system,
            name=self.named(what),
            message=f"{what} fails",
            guard=when,
            outcome=f"it is tried again {'once' if times == '1' else f'up to {times} times'}",
            evidence=self.at(*nodes),
        )

    def allowed(self, what: str, *nodes: Node | None, note: str = "") -> FailureMode:
        """Return that something may fail."""
        return FailureMode(
            system=self.system,
            name=self.named(what),
            message=f"{what} fails",
            outcome="the pipeline goes on",
            suppressed=True,
            note=note,
            evidence=self.at(*nodes),
        )

    def handled(self, what: str, guard: str, done: str, *nodes: Node | None) -> FailureMode:
        """Return what is done when something fails."""
        return FailureMode(
            system=self.system,
            name=self.named(what),
            message=f"{what} fails",
            guard=shortened(guard),
            outcome=shortened(done),
            evidence=self.at(*nodes),
        )

    def gate(
        self, value: str, scope: str, note: str, *nodes: Node | None, confidence: Confidence = Confidence.HIGH
    ) -> Control:
        """Return that somebody must agree before something runs."""
        return Control(
            system=self.system,
            name=self.named(scope),
            control=APPROVAL,
            value=shortened(value),
            scope=scope,
            note=note,
            confidence=confidence,
            evidence=self.at(*nodes),
        )

    def contact(self, channel: str, address: str, scope: str, *nodes: Node | None) -> Contact | None:
        """Return whom a pipeline tells; None where the address is not in the file."""
        if is_put_in(address):
            return None
        return Contact(
            system=self.system,
            name=self.named(scope),
            channel=channel,
            address=shortened(address),
            scope=scope,
            evidence=self.at(*nodes),
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """What a system calls the settings that most systems have."""

    limit: str
    """How long something may run."""
    unit: str = ""
    """Of a limit that says none: `minutes`, or `s`."""
    retries: tuple[str, ...] = ()
    """How often what failed is tried again: a path of keys."""
    tries: str = ""
    """How often it is tried in all."""
    allowed: str = ""
    """It may fail."""

    def told(self, pipeline: Pipeline, what: str, node: MappingNode) -> Iterator[FailureMode]:
        """Yield what the settings of a part of a pipeline say. what: `job build`."""
        limit, retries = below(node, self.limit), below(node, *self.retries) if self.retries else None
        if text(limit) not in ("", "0"):
            bare = 60 if self.unit == "minutes" else 1 if self.unit else None
            unit = self.unit if text(limit).isdigit() else ""
            yield pipeline.too_long(what, text(limit), seconds(text(limit), bare=bare), limit, unit=unit)
        if text(retries) not in ("", "0", "false") and isinstance(retries, ScalarNode):
            yield pipeline.retried(what, text(retries), retries)
        tries = below(node, self.tries) if self.tries else None
        if text(tries) not in ("", "0", "1"):
            yield pipeline.handled(what, "", f"it is tried {text(tries)} times in all", tries)
        allowed = below(node, self.allowed) if self.allowed else None
        if is_true(allowed):
            yield pipeline.allowed(what, allowed)


def is_put_in(value: str) -> bool:
    """Tell whether a value is empty, or filled in only when the pipeline runs."""
    return _SECRET.search(value) is not None


def shortened(words: str) -> str:
    """Return words on one line, not longer than a reader takes in."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def minutes(limit: str) -> int | None:
    """Return a number of minutes in seconds; None for anything else."""
    return int(float(limit) * 60) if re.fullmatch(r"\d{1,7}(?:\.\d{1,3})?", limit) else None


def is_true(node: Node | None) -> bool:
    """Read a boolean as the systems that take YAML do."""
    return text(node).lower() in ("true", "yes", "on")
