"""What makes a Kubernetes cluster add pods: autoscalers and the triggers of KEDA."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node

from ddd.extractors._limits import short
from ddd.extractors.kubernetes._documents import PATHS, objects_of
from ddd.extractors.kubernetes._helm import HelmReader, conditions, switches
from ddd.extractors.kubernetes._objects import Reader, Value, at, is_true, lines
from ddd.measures import number, quantity
from ddd.model import Reference, State, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar, sequence

_HPA, _KEDA = "kubernetes-hpa", "keda"
_SCALERS = ("ScaledObject", "ScaledJob")
_TARGETS = (("averageUtilization", "%"), ("averageValue", ""), ("value", ""))
_OLDER = (("targetAverageUtilization", "%"), ("targetAverageValue", ""), ("targetValue", ""))
_SELDOM = frozenset({"cron", "external", "external-push"})
"""Types of KEDA whose metadata state no limit, or one of their own naming."""
_LIMITS = (
    *("threshold", "lagThreshold", "queueLength", "targetQueryValue", "queryValue", "value", "targetValue"),
    *("messageCount", "listLength", "pendingEntriesCount", "lagCount", "targetMetricValue", "queueSize"),
    *("targetQueueSize", "subscriptionSize", "msgBacklogThreshold", "unprocessedEventThreshold", "shardCount"),
    *("targetWorkflowQueueLength", "thresholdValue", "targetPipelinesQueueLength", "queueDepth", "targetLength"),
    *("blobCount", "streamLength", "podCount", "desiredReplicas"),
)
_NAMES = (
    *("query", "queueName", "queueURL", "topic", "listName", "subscriptionName", "streamName", "stream", "metricName"),
    *("url", "queue", "eventHubName", "collection", "tableName", "taskQueue", "containerName", "kind", "podSelector"),
)
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAYS_NOTHING = frozenset({"threshold", "target", "value", "query", "desired"})
_PAUSED = "autoscaling.keda.sh/paused"


@dataclass(frozen=True, slots=True)
class _Metric:
    """What is watched, and the node of the value above which pods are added."""

    subject: str
    target: Node
    unit: str = ""
    more: str = ""
    condition: str = ""
    used: tuple[Value, ...] = ()


@extractor("kubernetes-scaling", paths=(*PATHS, "templates/**/*.tpl"), literals=("HorizontalPodAutoscaler", *_SCALERS))
def kubernetes_scaling(source: Source) -> Iterator[Trigger]:
    """Find what makes a Kubernetes cluster add pods: HorizontalPodAutoscaler, and ScaledObject and ScaledJob of KEDA.

        kind: HorizontalPodAutoscaler
        spec:
          minReplicas: 2
          maxReplicas: 10
          metrics:
          - type: Resource
            resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}

    is a trigger: above 80 % of the requested CPU pods are added, 2 to 10. All versions of the object are read, in
    manifests, in Ansible's tasks and in templates; `{{ .Values.autoscaling.targetCPU }}` is followed to the chart's
    values, and what an `if` asks for is told. Of KEDA the value that each trigger's type scales by counts; its `cron`
    is a schedule, and external scalers name their limits as they like. `autoscaling.keda.sh/paused` suspends. Not
    seen: an autoscaler that names no metric (Kubernetes then takes 80 % of the CPU). Format:
    https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/, https://keda.sh/docs/latest/scalers/.
    """
    for node, reader in objects_of(source, "HorizontalPodAutoscaler", *_SCALERS):
        spec = child(node, "spec")
        is_keda = scalar(child(node, "kind")) in _SCALERS
        told: set[tuple[str, str]] = set()
        for metric in (_of_keda if is_keda else _of_hpa)(spec, reader):
            fact = _trigger(node, metric, reader, _KEDA if is_keda else _HPA)
            # A template writes a metric once for each version of Kubernetes.
            if (fact.name, fact.stated) not in told:
                told.add((fact.name, fact.stated))
                yield fact


def _of_hpa(spec: Node | None, reader: Reader) -> Iterator[_Metric]:
    older = child(spec, "targetCPUUtilizationPercentage")
    if older is not None and scalar(older):
        yield _Metric("cpu utilization", older, "%", condition="cpu utilization is kept at {} %")
    for metric in sequence(child(spec, "metrics")):
        for kind, _, held in items(metric):
            if kind == "type" or not isinstance(held, MappingNode):
                continue
            named = at(held, "name") or at(held, "metric.name") or at(held, "metricName")
            value = reader.read(named) if named is not None else None
            yield from _of_metric(held, value, kind)


def _of_metric(held: Node, named: Value | None, kind: str) -> Iterator[_Metric]:
    name = named.text if named else kind
    places = ((child(held, "target"), _TARGETS), (held, _OLDER))
    for holder, keys in places:
        for key, unit in keys:
            target = child(holder, key)
            if target is None or not scalar(target):
                continue
            subject = f"{name} utilization" if unit else name
            condition = f"{subject} is kept at {{}}{' %' if unit else ' a pod' if 'verage' in key else ''}"
            yield _Metric(subject, target, unit, name, condition, (named,) if named else ())
            return


def _of_keda(spec: Node | None, reader: Reader) -> Iterator[_Metric]:
    for trigger in sequence(child(spec, "triggers")):
        kind, metadata = scalar(child(trigger, "type")) or "", child(trigger, "metadata")
        if not kind or kind in _SELDOM or metadata is None:
            continue
        if kind in ("cpu", "memory"):
            yield from _of_resource(trigger, metadata, kind)
            continue
        key = next((one for one in _LIMITS if scalar(child(metadata, one))), "")
        target = child(metadata, key)
        if target is None:
            continue
        named = next((node for one in _NAMES if (node := child(metadata, one)) is not None and scalar(node)), None)
        value = reader.read(named) if named is not None else None
        of = short(value.text, 200) if value and not value.is_open else ""
        measured = " ".join(word for word in _WORD.sub(" ", key).lower().split() if word not in _SAYS_NOTHING)
        subject = of if of and named is child(metadata, "query") else " ".join(filter(None, (kind, measured, of)))
        used = (value,) if value and of == value.text else ()
        yield _Metric(subject, target, "", kind, f"{subject} is kept at {{}} a pod", used)


def _of_resource(trigger: Node, metadata: Node, kind: str) -> Iterator[_Metric]:
    target = child(metadata, "value")
    if target is None or not scalar(target):
        return
    way = scalar(child(trigger, "metricType")) or scalar(child(metadata, "type")) or "Utilization"
    unit = "%" if way == "Utilization" else ""
    subject = f"{kind} utilization" if unit else kind
    yield _Metric(subject, target, unit, kind, f"{subject} is kept at {{}}{' %' if unit else ' a pod'}")


def _trigger(node: MappingNode, metric: _Metric, reader: Reader, system: str) -> Trigger:
    target = reader.read(metric.target)
    name = at(node, "metadata.name") or at(node, "spec.scaleTargetRef.name")
    called = reader.name(name) if name is not None else None
    action, replicas = _action(node, reader)
    stated = target.text.strip().strip("'\"")
    said = quantity(stated)
    is_open = number(stated) is None and not target.references
    used = [one for one in (target, called, *replicas, *metric.used) if one]
    asked, off = _asked(node, reader)
    state = State.SUSPENDED if _is_paused(node, reader) else State.UNRESOLVED if is_open else State.ACTIVE
    return Trigger(
        system=system,
        name=" ".join(filter(None, (called.text if called else "", metric.more))),
        evidence=lines(target, *([called] if called else [])),
        state=state,
        references=tuple(dict.fromkeys((*(one for value in used for one in value.references), *off))),
        note="; ".join(dict.fromkeys(filter(None, (target.note, *(f"only when {one}" for one in asked))))),
        subject=metric.subject,
        comparison=">",
        threshold=number(stated),
        stated=stated,
        unit=metric.unit or (said.unit if said else ""),
        action=action,
        condition=metric.condition.replace("{}", stated),
    )


def _action(node: MappingNode, reader: Reader) -> tuple[str, tuple[Value, ...]]:
    """Return what is done: pods are added, from the least number to the most."""
    keys: Mapping[str, tuple[str, ...]] = {
        "least": ("spec.minReplicas", "spec.minReplicaCount"),
        "most": ("spec.maxReplicas", "spec.maxReplicaCount"),
    }
    found = {word: reader.read(place) for word, paths in keys.items() for path in paths if (place := at(node, path))}
    least, most = found.get("least"), found.get("most")
    thing = "jobs" if scalar(child(node, "kind")) == "ScaledJob" else "pods"
    if most is None:
        return f"add {thing}", ()
    if least is None:
        return f"add {thing}, at most {most.text}", (most,)
    return f"add {thing}, {least.text} to {most.text}", (least, most)


def _asked(node: MappingNode, reader: Reader) -> tuple[list[str], tuple[Reference, ...]]:
    """Return what a template asks for before it makes the object, and the values that leave it out."""
    if not isinstance(reader, HelmReader):
        return [], ()
    scope = reader.scope(node)
    asked = list(conditions(scope))
    return asked, tuple(one for condition in asked for one in switches(condition, scope))


def _is_paused(node: MappingNode, reader: Reader) -> bool:
    annotations = child(child(node, "metadata"), "annotations")
    paused = child(annotations, _PAUSED)
    return paused is not None and is_true(reader.read(paused).text)
