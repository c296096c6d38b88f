"""Reads Compose files: how one sees that a service works, and what happens when it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors import _jinja
from ddd.extractors._nodes import below, documents, place, places, text
from ddd.extractors.docker._health import command_line, condition, failure, one_line
from ddd.extractors.docker._variables import filled
from ddd.extractors.docker.compose import PATHS
from ddd.model import Check, Evidence, FailureMode, Phase, Reference, Rollback
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_SYSTEM = "compose"


@extractor(
    "compose-health",
    paths=PATHS,
    literals=("healthcheck", "restart:", "restart_policy", "update_config", "rollback_config"),
)
def compose_health(source: Source) -> Iterator[Check | FailureMode | Rollback]:
    """Find the health checks of services, how often a service that fails is started again, and the way back of Swarm.

        services:
          db:
            healthcheck:
              test: ["CMD", "pg_isready", "-U", "app"]
              interval: 10s
              retries: 5
            restart: on-failure:5
            deploy:
              update_config: {failure_action: rollback}

    A health check is a check (`pg_isready -U app` exits 0) and a way of failing: after 5 failures, one every 10 s, the
    container is marked unhealthy; what is not given is Docker's default (3 times, every 30 s, within 30 s). A check
    that several services share by an anchor is told once. `disable: true` takes back what the image checks.
    `restart: always` and `unless-stopped` are no news and not told.
    Format: https://docs.docker.com/reference/compose-file/services/#healthcheck
    """
    told: set[int] = set()
    for document in documents(source):
        for service, _, node in items(below(document, "services")):
            yield from _of_service(_Service(source, service), node, told)


@dataclass(slots=True)
class _Service:
    """A service of a file, and how its values are read."""

    source: Source
    name: str
    notes: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def value(self, node: Node | None) -> str:
        """Return a scalar with its defaults filled in; what stays open is remembered."""
        raw = text(node) if not isinstance(node, MappingNode) else self._expression(node)
        if "{{" in raw:
            self.references += _jinja.references(raw)
            return raw
        found = filled(raw)
        self.notes += [found.note] if found.note else []
        self.references += found.references
        return found.text

    def _expression(self, node: MappingNode) -> str:
        """Return a bare `{{ … }}`, which YAML takes for a mapping."""
        mark = node.start_mark
        rest = self.source.lines[mark.line][mark.column :].partition(" #")[0].strip()
        return rest if rest.startswith("{{") else ""

    def open_in(self, *texts: str) -> tuple[Reference, ...]:
        """Return what is open in the texts."""
        return tuple(one for one in dict.fromkeys(self.references) if any(one.text in text for text in texts))

    def evidence(self, *nodes: Node | None) -> tuple[Evidence, ...]:
        return places(self.source, *nodes)


def _of_service(service: _Service, node: Node, told: set[int]) -> Iterator[Check | FailureMode | Rollback]:
    check = child(node, "healthcheck")
    if isinstance(check, MappingNode) and id(check) not in told:
        told.add(id(check))
        yield from _of_check(_Service(service.source, service.name), check)
    for restart in (child(node, "restart"), below(node, "deploy", "restart_policy")):
        if restart is not None and id(restart) not in told:
            told.add(id(restart))
            yield from _of_restart(_Service(service.source, service.name), restart)
    update = below(node, "deploy", "update_config", "failure_action")
    if update is not None and id(update) not in told:
        told.add(id(update))
        yield from _of_update(service, update)


def _of_check(service: _Service, check: MappingNode) -> Iterator[Check | FailureMode]:
    test, off = child(check, "test"), child(check, "disable")
    words = [service.value(word) for word in sequence(test)]
    if text(off).lower() == "true" or words[:1] == ["NONE"]:
        yield FailureMode(
            system=_SYSTEM,
            name=service.name,
            message=f"the health check of {service.name} fails",
            suppressed=True,
            note="the check that the image may bring is switched off",
            evidence=service.evidence(off or test),
        )
        return
    command = _command(words, isinstance(test, SequenceNode))
    times = {key: service.value(child(check, key)) for key in ("interval", "retries", "timeout", "start_period")}
    if command and test is not None:
        yield Check(
            system=_SYSTEM,
            name=service.name,
            phase=Phase.POST,
            condition=condition(command, times["timeout"]),
            note="; ".join(dict.fromkeys(service.notes)),
            references=service.open_in(command, times["timeout"]),
            evidence=(_first_word(service.source, test),),
        )
    nodes = [child(check, key) for key in ("retries", "interval")]
    if command or any(nodes):
        yield failure(
            _SYSTEM,
            service.name,
            f"the health check of {service.name} fails",
            times,
            service.evidence(*nodes, test if not any(nodes) else None),
            service.open_in(*times.values()),
        )


def _command(words: list[str], is_list: bool) -> str:
    """Return the command line: `CMD` goes before words, `CMD-SHELL` before a line for the shell."""
    if is_list and words[:1] == ["CMD"]:
        return command_line(words[1:])
    return one_line(" ".join(words[1:] if words[:1] == ["CMD-SHELL"] else words))


def _first_word(source: Source, test: Node) -> Evidence:
    """Return the line on which the command begins, below `CMD` where the list has a line for each word."""
    words = sequence(test)
    return place(source, words[1] if isinstance(test, SequenceNode) and len(words) > 1 else test)


def _of_restart(service: _Service, restart: Node) -> Iterator[FailureMode]:
    """`on-failure:5`, and Swarm's `{condition: on-failure, delay: 5s, max_attempts: 3, window: 120s}`."""
    when = child(restart, "condition") if isinstance(restart, MappingNode) else restart
    said, _, most = service.value(when).partition(":")
    delay, tries = service.value(child(restart, "delay")), child(restart, "max_attempts")
    most = service.value(tries) or most
    if said != "on-failure" and not most:
        return
    after = f" after {delay}" if delay else ""
    limit = f", {'once' if most == '1' else f'{most} times'} at most" if most else ""
    yield FailureMode(
        system=_SYSTEM,
        name=service.name,
        message=f"{service.name} ends with an error" if said == "on-failure" else f"{service.name} ends",
        outcome=f"it is started again{after}{limit}",
        references=service.open_in(after, limit),
        evidence=service.evidence(when, tries),
    )


def _of_update(service: _Service, action: Node) -> Iterator[Rollback | FailureMode]:
    said = text(action)
    if said == "rollback":
        yield Rollback(
            system=_SYSTEM,
            name=service.name,
            condition=f"an update of {service.name} fails",
            note="Swarm takes the service back to the version before by itself",
            evidence=service.evidence(action),
        )
    elif said in ("pause", "continue"):
        yield FailureMode(
            system=_SYSTEM,
            name=service.name,
            message=f"an update of {service.name} fails",
            outcome="the update is paused" if said == "pause" else "the update goes on",
            evidence=service.evidence(action),
        )
