"""Reads the probes by which Kubernetes knows whether a container works."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors.kubernetes._documents import in_any_form
from ddd.extractors.kubernetes._objects import Reader, Value, joined, lines
from ddd.extractors.kubernetes._probes import PROBES, Found, found
from ddd.extractors.kubernetes._template import is_helm
from ddd.model import Check, FailureMode, Phase, Reference, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar, sequence

_SYSTEM = "kubernetes-probe"
_OBJECT = re.compile(r"(?m)^[ \t]{0,40}(?:- )?(?:livenessProbe|readinessProbe|startupProbe):")
_OUTCOMES = {
    "liveness": "the container is restarted",
    "startup": "the container is restarted",
    "readiness": "no traffic is sent to it",
}
_DEFAULTS = {"failureThreshold": "3", "periodSeconds": "10", "timeoutSeconds": "1"}
_FROM_ELSEWHERE = re.compile(r"\{\{.{0,200}\b(?:toYaml|include|tpl|omit|template|merge)\b|\{\{-?\s{0,9}\.\s{0,9}[|}]")
_ADDED_TO = re.compile(
    r"""(?m)^(?P<key> (?P<indent>[ ]{0,60}) [A-Za-z][\w./-]{0,100}:[ ]{1,9} ) (?P<mark>\{\{[^\n{}]{1,500}\}\})
        (?P<rest> [ ]{0,9}\n (?:[ ]{0,60}\{\{[^\n]{1,300}\n){0,3} (?P=indent)[ ]{1,9}[A-Za-z] )""",
    re.VERBOSE,
)
_BARE = re.compile(r"\{\{-?\s{0,9}\.\s{0,9}-?\}\}")
"""What stands for something else at each place: nothing to tell."""
_LONGEST = 400
_MAX_WORDS = 100


@extractor("kubernetes-probes", paths=("*.yaml", "*.yml", "*.json"), literals=tuple(PROBES))
def kubernetes_probes(source: Source) -> Iterator[Check | FailureMode]:
    """Find the probes of containers, in manifests, patches, Helm templates and the values of charts.

        containers:
          - name: web
            livenessProbe:
              httpGet: {path: /healthz, port: 8080}
              periodSeconds: 10
              failureThreshold: 3

    Each probe is a check (`GET /healthz on port 8080 answers 2xx or 3xx within 1 s`) and a way of failing: a liveness
    probe that fails 3 times in a row, tried every 10 s, restarts the container after 30 s at most. What is not given is
    Kubernetes' default: 3 times, every 10 s, within 1 s. A probe that is switched off (`enabled: false`) is none.
    A probe of a Helm template that comes from the values as a whole (`toYaml .Values.livenessProbe`) is read in the
    values; of one the template adds to there, the template tells the check and the values tell the times. Not seen:
    probes that a template puts together with `include` alone. Format:
    https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/.
    """
    readable = _readable(source)
    for document, reader in in_any_form(readable, _OBJECT):
        for one in found(document):
            for fact in _facts(source, one, reader):
                places = tuple(source.at(place.line, place.column) for place in fact.evidence)
                yield replace(fact, evidence=places) if readable is not source else fact


def _readable(source: Source) -> Source:
    """Return the source without the expressions that a chart puts beside a key it goes on writing below.

    `livenessProbe: {{- include "tpl" . | nindent 12 }}` and below it `exec:` is no YAML as it stands. All else keeps
    its place.
    """
    if not is_helm(source):
        return source
    text = _ADDED_TO.sub(lambda match: match["key"] + " " * len(match["mark"]) + match["rest"], source.text)
    return Source(source.path, text.encode()) if text != source.text else source


def _facts(source: Source, one: Found, reader: Reader) -> Iterator[Check | FailureMode]:
    names = [reader.name(node) for node in (one.container, one.owner) if node is not None]
    container = names[0].text if one.container is not None and names else ""
    what, name = _called(source, one, container, names)
    key = reader.read(one.key)
    request = _request(one.probe, reader)
    times = {word: _read(one.probe, word, reader) for word in (*_DEFAULTS, "initialDelaySeconds")}
    is_whole = request is not None and not _is_put_together(source, one, key)
    if request is not None:
        text, values = request
        limit = times["timeoutSeconds"]
        within = limit.text if limit else _DEFAULTS["timeoutSeconds"] if is_whole else ""
        used = [*values, *([limit] if limit else []), *names]
        yield Check(
            system=_SYSTEM,
            name=name,
            phase=Phase.POST,
            condition=f"{text} within {within} s" if within else text,
            references=_references(used),
            evidence=lines(*values, key, *names),
        )
    if is_whole or times["failureThreshold"] or times["periodSeconds"]:
        yield _failure(what, name, one, [key, *names], times, is_whole)


def _failure(
    what: str, name: str, one: Found, told: list[Value], times: dict[str, Value | None], is_whole: bool
) -> FailureMode:
    count, period = (_given(times[word], word, is_whole) for word in ("failureThreshold", "periodSeconds"))
    delay = times["initialDelaySeconds"]
    guard = f"it fails {count} times in a row, tried every {period} s" if count and period else ""
    used = [value for value in (*told, times["failureThreshold"], times["periodSeconds"]) if value]
    within = int(count) * int(period) if _is_number(count) and _is_number(period) else None
    return FailureMode(
        system=_SYSTEM,
        name=name,
        message=f"the {one.what} probe of {what} fails",
        guard=guard.replace(" 1 times in a row", " once"),
        outcome=_OUTCOMES[one.what],
        within_seconds=within,
        note=f"first tried after {delay.text} s" if delay and _is_number(delay.text) and int(delay.text) else "",
        references=_references(used),
        evidence=lines(*used),
    )


def _called(source: Source, one: Found, container: str, names: list[Value]) -> tuple[str, str]:
    """Return what the sentence calls the container, and the name of the fact."""
    owner = names[-1].text if one.owner is not None else ""
    if container:
        if not owner or owner == container:
            return f"container {container}", f"{container} {one.what}"
        return f"container {container} of {owner}", f"{owner}/{container} {one.what}"
    folder, _, file = source.path.rpartition("/")
    where = " ".join(one.keys)
    if owner:
        named = f"{owner} {where}".strip()
    else:
        named = f"{folder.rpartition('/')[2]} {where}".strip() or file.partition(".")[0]
    return named, f"{named} {one.what}"


def _request(probe: MappingNode, reader: Reader) -> tuple[str, list[Value]] | None:
    """Return what is asked for and the values it says so with; None where the file leaves that to another."""
    for key, tell in (("httpGet", _http), ("tcpSocket", _tcp), ("grpc", _grpc)):
        asks = child(probe, key)
        if isinstance(asks, MappingNode):
            return tell(asks, reader)
    return _command(child(probe, "exec"), reader)


def _http(asks: MappingNode, reader: Reader) -> tuple[str, list[Value]] | None:
    path, port, scheme = (_read(asks, key, reader) for key in ("path", "port", "scheme"))
    if port is None:
        return None
    over = " over HTTPS" if scheme and scheme.text.upper() == "HTTPS" else ""
    said = [value for value in (path, port) if value]
    return f"GET {path.text if path else '/'} on port {port.text}{over} answers 2xx or 3xx", said


def _tcp(asks: MappingNode, reader: Reader) -> tuple[str, list[Value]] | None:
    port = _read(asks, "port", reader)
    return (f"port {port.text} takes connections", [port]) if port else None


def _grpc(asks: MappingNode, reader: Reader) -> tuple[str, list[Value]] | None:
    port, service = _read(asks, "port", reader), _read(asks, "service", reader)
    if port is None:
        return None
    named = f" of {service.text}" if service else ""
    return f"the gRPC health check{named} on port {port.text} answers SERVING", [one for one in (port, service) if one]


def _command(asks: Node | None, reader: Reader) -> tuple[str, list[Value]] | None:
    words = [reader.read(word) for word in sequence(child(asks, "command"))[:_MAX_WORDS] if scalar(word)]
    line = " ".join(joined(words).split())
    if not line:
        return None
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return f"`{line}` exits 0", words


def _read(node: MappingNode, key: str, reader: Reader) -> Value | None:
    there = child(node, key)
    value = reader.read(there) if there is not None and scalar(there) else None
    return value if value and value.text and not _BARE.fullmatch(value.text) else None


def _given(value: Value | None, key: str, is_whole: bool) -> str:
    return value.text if value else _DEFAULTS[key] if is_whole else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_put_together(source: Source, one: Found, key: Value) -> bool:
    """Tell whether a template puts more into a probe than stands in it."""
    first = key.places[0].line
    last = first + int(one.probe.end_mark.line) - int(one.key.start_mark.line)
    return any(_FROM_ELSEWHERE.search(line[:2_000]) for line in source.lines[first - 1 : min(last, first + 200)])


def _references(values: list[Value]) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(one for value in values for one in value.references))
