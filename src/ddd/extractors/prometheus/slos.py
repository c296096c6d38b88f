"""Service level objectives that alerts are made from."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors._nodes import below
from ddd.extractors.kubernetes._documents import objects_of
from ddd.extractors.kubernetes._manifest import ManifestReader
from ddd.extractors.kubernetes._objects import Reader, Value, lines
from ddd.measures import number
from ddd.model import State, Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar

_SLOTH, _PYRRA, _OPENSLO, _NOBL9 = "sloth-slo", "pyrra-slo", "openslo", "nobl9-slo"
_LONGEST = 160
_DIGITS = 9


@extractor(
    "slos",
    paths=("*.yaml", "*.yml", "*.json"),
    literals=("prometheus/v1", "PrometheusServiceLevel", "ServiceLevelObjective", "openslo/v", "n9/v"),
)
def slos(source: Source) -> Iterator[Trigger]:
    """Find service level objectives of Sloth, Pyrra, OpenSLO and Nobl9.

        service: shop
        slos:
          - name: requests-availability
            objective: 99.9

    gives a trigger: `shop requests-availability` below 99.9 %. A target of 0.999 is told as 99.9 %; the window, where
    the file states one, is part of the condition. How fast the budget must burn for somebody to be called is decided
    by the tool that makes rules of it. Objectives of Google's and Datadog's services are not read here.
    Format: https://sloth.dev/specs/default/, https://github.com/OpenSLO/OpenSLO, https://github.com/pyrra-dev/pyrra.
    """
    if "slos:" in source.text and "prometheus/v1" in source.text:
        plain = ManifestReader(source.at_node)
        for document in source.yaml:
            if (scalar(child(document, "version")) or "").startswith("prometheus/v1"):
                yield from _of_sloth(document, plain)
    for node, reader in objects_of(source, "PrometheusServiceLevel"):
        yield from _of_sloth(child(node, "spec"), reader)
    for node, reader in objects_of(source, "ServiceLevelObjective"):
        if _group(node) == "pyrra.dev":
            yield from _of_pyrra(node, reader)
    for node, reader in objects_of(source, "SLO"):
        if _group(node) in ("openslo", "openslo.com", "n9"):
            yield from _of_openslo(node, reader)


def _of_sloth(spec: Node | None, reader: Reader) -> Iterator[Trigger]:
    service = child(spec, "service")
    for one in _entries(child(spec, "slos")):
        objective, name = child(one, "objective"), child(one, "name")
        if objective is None or not scalar(objective):
            continue
        alerting, sli = child(one, "alerting"), child(one, "sli")
        told = _trigger(_SLOTH, reader, objective, (service, name), "", child(one, "description"))
        wrong, total = below(sli, "events", "error_query"), below(sli, "events", "total_query")
        wrong, total = wrong or below(sli, "events", "errorQuery"), total or below(sli, "events", "totalQuery")
        ratio = below(sli, "raw", "error_ratio_query") or below(sli, "raw", "errorRatioQuery")
        queries = [_text(reader, query) for query in ((wrong, total) if wrong and total else (ratio,)) if query]
        yield _with_condition(told, f"1 - {' / '.join(queries)}" if queries else "", _is_silent(alerting))


def _of_pyrra(node: Node, reader: Reader) -> Iterator[Trigger]:
    target, window = below(node, "spec", "target"), below(node, "spec", "window")
    if target is None or not scalar(target):
        return
    told = _trigger(
        _PYRRA,
        reader,
        target,
        (below(node, "metadata", "name"),),
        _text(reader, window),
        below(node, "spec", "description"),
    )
    yield _with_condition(told, "", _is_off(below(node, "spec", "alerting", "disabled"), "true"))


def _of_openslo(node: Node, reader: Reader) -> Iterator[Trigger]:
    system = _NOBL9 if _group(node) == "n9" else _OPENSLO
    spec = child(node, "spec")
    for one in _entries(child(spec, "objectives")):
        target = child(one, "target") or child(one, "targetPercent")
        if target is None or not scalar(target):
            continue
        names = (
            child(spec, "service"),
            below(node, "metadata", "name"),
            child(one, "displayName") or child(one, "name"),
        )
        share = 1 if child(one, "target") is None else 100
        yield _trigger(system, reader, target, names, _window(spec, reader), child(spec, "description"), share)


def _trigger(
    system: str,
    reader: Reader,
    objective: Node,
    names: tuple[Node | None, ...],
    window: str,
    description: Node | None,
    share: int = 1,
) -> Trigger:
    stated = reader.read(objective)
    called = [reader.name(one) for one in names if one is not None and scalar(one)]
    threshold = number(stated.text)
    values: list[Value] = [stated, *called]
    return Trigger(
        system=system,
        name=called[min(1, len(called) - 1)].text if called else "",
        subject=" ".join(dict.fromkeys(one.text for one in called)),
        comparison="<",
        threshold=round(threshold * share, _DIGITS) if threshold is not None else None,
        stated=stated.text,
        unit="%",
        condition=f"objective {stated.text} over {window}" if window else f"objective {stated.text}",
        note=_text(reader, description)[:_LONGEST],
        state=State.UNRESOLVED if threshold is None and not stated.references else State.ACTIVE,
        references=tuple(dict.fromkeys(one for value in values for one in value.references)),
        evidence=lines(*values),
    )


def _with_condition(told: Trigger, condition: str, is_silent: bool) -> Trigger:
    return replace(told, condition=condition or told.condition, notifies=() if is_silent else None)


def _is_silent(alerting: Node | None) -> bool:
    kinds = (("page_alert", "pageAlert"), ("ticket_alert", "ticketAlert"))
    return all(any(_is_off(below(alerting, key, "disable"), "true") for key in keys) for keys in kinds)


def _is_off(node: Node | None, word: str) -> bool:
    return (scalar(node) or "").lower() == word


def _window(spec: Node | None, reader: Reader) -> str:
    """Return the window as it is written: `30d`, or `30 Day` of the older form."""
    for one in (*_entries(child(spec, "timeWindow")), *_entries(child(spec, "timeWindows"))):
        words = (_text(reader, child(one, key)) for key in ("duration", "count", "unit"))
        return " ".join(filter(None, words))
    return ""


def _text(reader: Reader, node: Node | None) -> str:
    return " ".join(reader.read(node).text.split()) if node is not None and scalar(node) else ""


def _entries(node: Node | None) -> list[Node]:
    return [one for one in node.value if isinstance(one, MappingNode)] if isinstance(node, SequenceNode) else []


def _group(node: Node) -> str:
    return (scalar(child(node, "apiVersion")) or "").partition("/")[0]
