"""Reads what Kubernetes and what deploys to it do when something fails: deadlines, retries, the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node

from ddd.extractors.kubernetes._documents import PATHS, objects_of
from ddd.extractors.kubernetes._objects import Reader, Value, at, is_true, lines
from ddd.model import Check, FailureMode, Phase, Reference, Rollback
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar, sequence, walk

_ARGO = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
_MAX_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class _Limit:
    """What a setting of one number means; `{}` is filled with it."""

    message: str
    guard: str
    outcome: str
    none: str = ""
    """The outcome when the number is 0; empty: as for any other."""
    is_time: bool = False
    """The number counts seconds."""


_LIMITS = {
    "backoffLimit": _Limit(
        "{name} fails",
        "",
        "a failed pod is tried again {value}, then the job has failed",
        none="it is not tried again: the job has failed",
    ),
    "activeDeadlineSeconds": _Limit(
        "{name} takes too long", "it runs for more than {value} s", "it is ended and counts as failed", is_time=True
    ),
    "startingDeadlineSeconds": _Limit(
        "a run of {name} could not be started in time",
        "it is more than {value} s late",
        "this run is left out",
        is_time=True,
    ),
    "progressDeadlineSeconds": _Limit(
        "the rollout of {name} does not get on",
        "it made no progress for {value} s",
        "the rollout counts as failed; the pods of before stay",
        is_time=True,
    ),
}
_KINDS = ("Job", "CronJob", "Deployment", "Rollout", "ScaledJob", *_ARGO)
_OTHERS = ("HelmRelease", "Application", "ApplicationSet", "AnalysisTemplate", "ClusterAnalysisTemplate", "Canary")


@extractor(
    "kubernetes-failures",
    paths=PATHS,
    literals=(*_LIMITS, "retryStrategy", "remediation", "syncPolicy", "successCondition", "failureCondition"),
)
def kubernetes_failures(source: Source) -> Iterator[FailureMode | Check | Rollback]:
    """Find what a cluster does when a job, a rollout or a deployment fails.

        kind: Job
        spec:
          backoffLimit: 4
          activeDeadlineSeconds: 600

    Of Jobs and CronJobs the retries and deadlines, of Deployments and Rollouts `progressDeadlineSeconds`, of Argo
    workflows `retryStrategy` and deadlines, of Argo CD's applications `syncPolicy.retry`, of Flux' releases
    `remediation` (with `strategy: rollback` the way back), of analyses of Argo Rollouts the conditions of success and
    failure. What nobody writes down keeps the system's default and is not told.
    Format: https://kubernetes.io/docs/concepts/workloads/controllers/job/.
    """
    for node, reader in objects_of(source, *_KINDS):
        yield from _of_limits(node, _Told(node, reader, source.path))
    for node, reader in objects_of(source, *_OTHERS):
        told = _Told(node, reader, source.path)
        yield from _OF_KIND[told.kind](node, told)


class _Told:
    """An object: its kind, its name, and what reads its values."""

    def __init__(self, node: MappingNode, reader: Reader, path: str) -> None:
        self.reader = reader
        self.kind = scalar(child(node, "kind")) or ""
        name = at(node, "metadata.name") or at(node, "metadata.generateName")
        self.called = reader.name(name) if name is not None else None
        self.name = self.called.text.rstrip("-") if self.called else _of_path(path)
        self.system = f"kubernetes-{self.kind.lower()}"

    def used(self, *values: Value | None) -> list[Value]:
        return [one for one in (*values, self.called) if one is not None]

    @property
    def title(self) -> str:
        """What a sentence calls it: `CronJob nightly-dump`."""
        return f"{self.kind} {self.name}".strip()


def _of_limits(node: MappingNode, told: _Told) -> Iterator[FailureMode]:
    for below, _ in zip(walk(node), range(_MAX_LOOKED_AT), strict=False):
        for key, _, value in items(below):
            if key in _LIMITS and scalar(value) and not (_LIMITS[key].is_time and scalar(value) == "0"):
                yield _limit(_LIMITS[key], told.reader.read(value), told, _of_template(below, told))
            elif key == "retryStrategy" and isinstance(value, MappingNode):
                yield from _retries(value, told, _of_template(below, told))


def _of_template(node: Node, told: _Told) -> str:
    """Return the name of the part of a workflow that a setting is of."""
    return (scalar(child(node, "name")) or "") if told.kind in _ARGO else ""


def _limit(row: _Limit, value: Value, told: _Told, part: str) -> FailureMode:
    name = f"template {part} of {told.title}" if part else told.title
    is_number = value.text.isascii() and value.text.isdigit() and len(value.text) < 10
    amount = value.text if row.is_time else _times(value.text)
    outcome = row.none if row.none and value.text == "0" else row.outcome
    return FailureMode(
        system=told.system,
        name=told.name,
        message=row.message.format(name=name),
        guard=row.guard.format(value=amount) if value.text != "0" else "",
        outcome=outcome.format(value=amount),
        within_seconds=int(value.text) if row.is_time and is_number else None,
        references=_references(told.used(value)),
        evidence=lines(*told.used(value)),
    )


def _retries(strategy: MappingNode, told: _Told, part: str) -> Iterator[FailureMode]:
    limit = child(strategy, "limit")
    if limit is None or not scalar(limit):
        return
    value = told.reader.read(limit)
    policy = scalar(child(strategy, "retryPolicy")) or ""
    yield FailureMode(
        system=told.system,
        name=told.name,
        message=f"{f'template {part} of ' if part else ''}{told.title} fails",
        outcome=f"it is tried again {_times(value.text)}",
        note=f"retryPolicy: {policy}" if policy else "",
        references=_references(told.used(value)),
        evidence=lines(*told.used(value)),
    )


def _of_release(node: MappingNode, told: _Told) -> Iterator[FailureMode | Rollback]:
    """Flux: what is done when installing or upgrading a release fails."""
    for what in ("install", "upgrade"):
        remedy = child(child(child(node, "spec"), what), "remediation")
        retries, strategy = child(remedy, "retries"), child(remedy, "strategy")
        back = "uninstalled" if what == "install" or scalar(strategy) == "uninstall" else "rolled back"
        if retries is not None and scalar(retries):
            value = told.reader.read(retries)
            again = "for ever" if value.text == "-1" else _times(value.text)
            yield FailureMode(
                system=told.system,
                name=told.name,
                message=f"the {what} of {told.title} fails",
                outcome=f"the release is {back} and the {what} tried again {again}",
                references=_references(told.used(value)),
                evidence=lines(*told.used(value)),
            )
        if strategy is not None and scalar(strategy) == "rollback":
            value = told.reader.read(strategy)
            yield Rollback(
                system=told.system,
                name=told.name,
                condition=f"the {what} of {told.title} fails",
                note="Flux takes the release back to the one before by itself",
                references=_references(told.used(value)),
                evidence=lines(*told.used(value)),
            )


def _of_application(node: MappingNode, told: _Told) -> Iterator[FailureMode]:
    """Argo CD: how often a sync is tried again."""
    for below, _ in zip(walk(node), range(_MAX_LOOKED_AT), strict=False):
        limit = at(below, "syncPolicy.retry.limit")
        if limit is not None:
            value = told.reader.read(limit)
            again = "until it succeeds" if value.text.startswith("-") else _times(value.text)
            yield FailureMode(
                system=told.system,
                name=told.name,
                message=f"the sync of {told.title} fails",
                outcome="it is not tried again" if value.text == "0" else f"it is tried again {again}",
                references=_references(told.used(value)),
                evidence=lines(*told.used(value)),
            )


def _of_analysis(node: MappingNode, told: _Told) -> Iterator[FailureMode | Check]:
    """Argo Rollouts: what must hold for a new version to stay."""
    for metric in sequence(child(child(node, "spec"), "metrics")):
        named = scalar(child(metric, "name")) or told.name
        success, failure, limit = (at(metric, key) for key in ("successCondition", "failureCondition", "failureLimit"))
        if success is not None:
            value = told.reader.read(success)
            yield Check(
                system=told.system,
                name=f"{told.name}/{named}",
                phase=Phase.POST,
                condition=f"{named}: {value.text}",
                references=_references(told.used(value)),
                evidence=lines(*told.used(value)),
            )
        if failure is not None:
            value = told.reader.read(failure)
            allowed = told.reader.read(limit) if limit is not None else None
            yield FailureMode(
                system=told.system,
                name=f"{told.name}/{named}",
                message=f"the analysis of {named} fails",
                guard=value.text,
                outcome="the rollout is aborted",
                note=f"up to {allowed.text} failures are allowed" if allowed else "",
                references=_references(told.used(value)),
                evidence=lines(*told.used(value, allowed)),
            )


def _of_canary(node: MappingNode, told: _Told) -> Iterator[Rollback]:
    """Flagger: after how many failed checks a new version is taken back."""
    threshold, interval = at(node, "spec.analysis.threshold"), at(node, "spec.analysis.interval")
    skipped = at(node, "spec.skipAnalysis")
    if threshold is None or (skipped is not None and is_true(told.reader.read(skipped).text)):
        return
    value = told.reader.read(threshold)
    every = told.reader.read(interval) if interval is not None else None
    yield Rollback(
        system=told.system,
        name=told.name,
        condition=f"{value.text} checks of its analysis failed{f', one every {every.text}' if every else ''}",
        note="Flagger sends all traffic back to the version before by itself",
        references=_references(told.used(value, every)),
        evidence=lines(*told.used(value, every)),
    )


_OF_KIND: dict[str, Callable[[MappingNode, _Told], Iterator[FailureMode | Check | Rollback]]] = {
    "HelmRelease": _of_release,
    "Application": _of_application,
    "ApplicationSet": _of_application,
    "AnalysisTemplate": _of_analysis,
    "ClusterAnalysisTemplate": _of_analysis,
    "Canary": _of_canary,
}


def _of_path(path: str) -> str:
    """Name an object whose own name only rendering tells: by its chart, or by its file."""
    chart = path.partition("/templates/")[0].rpartition("/")[2] if "/templates/" in path else ""
    return chart or path.rpartition("/")[2].partition(".")[0]


def _times(number: str) -> str:
    return "once" if number == "1" else f"up to {number} times"


def _references(values: list[Value]) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(one for value in values for one in value.references))
