"""Reads Kubernetes objects for what an auditor asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors._nodes import below
from ddd.extractors.controls._words import (
    AUDIT_LOG,
    BACKUP_RETENTION,
    CHANGE_FREEZE,
    ENCRYPTION_AT_REST,
    amount,
)
from ddd.extractors.kubernetes._documents import PATHS, objects_of
from ddd.extractors.kubernetes._objects import Reader, at, lines
from ddd.model import Control, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar, sequence

_SYSTEM = "kubernetes"
_LEVELS = frozenset({"Metadata", "Request", "RequestResponse"})
_MOST_RULES = 1_000


@extractor(
    "kubernetes-controls",
    paths=PATHS,
    literals=("velero.io", "audit.k8s.io", "EncryptionConfig", "syncWindows", "StorageClass", "longhorn.io"),
)
def kubernetes_controls(source: Source) -> Iterator[Control]:
    """Find what Kubernetes objects say of retention, audit, encryption and windows for changes.

        apiVersion: velero.io/v1
        kind: Schedule
        spec:
          template:
            ttl: 720h0m0s

    Velero's `ttl` and Longhorn's `retain` are backup retention; an audit `Policy` is one audit log with the levels it
    records; an `EncryptionConfiguration` and a StorageClass with `encrypted: "true"` are encryption at rest; a sync
    window of Argo CD's AppProject that denies is a change freeze. In manifests, lists, Ansible tasks, templates in
    Jinja and of Helm. Not seen: defaults of the operators. The API server's audit flags and settings whose names tell
    of retention are found by other extractors.
    Format: https://velero.io/docs/main/api-types/schedule/ and https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/.
    """
    for node, reader in objects_of(source, *_READERS):
        kind = scalar(child(node, "kind")) or ""
        yield from _READERS[kind](node, reader)


def _velero(node: MappingNode, reader: Reader) -> Iterator[Control]:
    if "velero.io" in (scalar(child(node, "apiVersion")) or ""):
        for path in ("spec.template.ttl", "spec.ttl"):
            yield from _kept(node, reader, at(node, path), "")


def _longhorn(node: MappingNode, reader: Reader) -> Iterator[Control]:
    if "longhorn.io" in (scalar(child(node, "apiVersion")) or ""):
        yield from _kept(node, reader, at(node, "spec.retain"), "copies")


def _kept(node: MappingNode, reader: Reader, found: Node | None, unit: str) -> Iterator[Control]:
    if found is None:
        return
    value = reader.read(found)
    known = amount(value.text)
    if (known and known.value != "0") or value.references or value.is_open:
        told = (known.value, known.unit or unit) if known else (value.text, unit)
        yield _control(node, reader, BACKUP_RETENTION, *told, found)


def _audit(node: MappingNode, reader: Reader) -> Iterator[Control]:
    rules = child(node, "rules")
    if "audit.k8s.io" not in (scalar(child(node, "apiVersion")) or "") or not isinstance(rules, SequenceNode):
        return
    levels = [found for rule in rules.value[:_MOST_RULES] if (found := child(rule, "level")) is not None]
    told = [(text, one) for one in levels if (text := scalar(one)) in _LEVELS]
    if told:
        words = ", ".join(dict.fromkeys(str(text) for text, _ in told))
        yield _control(node, reader, AUDIT_LOG, words, "", told[0][1])


def _encryption(node: MappingNode, reader: Reader) -> Iterator[Control]:
    for entry in sequence(child(node, "resources")):
        providers = sequence(child(entry, "providers"))
        first = next(items(providers[0]), None) if providers else None
        names = [text for one in sequence(child(entry, "resources")) if (text := scalar(one))]
        if first and first[0] != "identity":
            said = reader.read(first[1]).text
            yield _control(node, reader, ENCRYPTION_AT_REST, said, "", first[1], ", ".join(names))


def _storage(node: MappingNode, reader: Reader) -> Iterator[Control]:
    encrypted = below(node, "parameters", "encrypted")
    if encrypted is not None and reader.read(encrypted).text.lower() == "true":
        yield _control(node, reader, ENCRYPTION_AT_REST, "encrypted", "", encrypted)


def _windows(node: MappingNode, reader: Reader) -> Iterator[Control]:
    for window in sequence(below(node, "spec", "syncWindows")):
        kind, schedule, duration = (child(window, key) for key in ("kind", "schedule", "duration"))
        if kind is not None and schedule is not None and scalar(kind) == "deny":
            told = " for ".join(reader.read(one).text for one in (schedule, duration) if one is not None)
            yield _control(node, reader, CHANGE_FREEZE, told, "", schedule)


_READERS: Mapping[str, Callable[[MappingNode, Reader], Iterator[Control]]] = {
    "Schedule": _velero,
    "Backup": _velero,
    "RecurringJob": _longhorn,
    "Policy": _audit,
    "EncryptionConfiguration": _encryption,
    "EncryptionConfig": _encryption,
    "StorageClass": _storage,
    "AppProject": _windows,
}


def _control(
    node: MappingNode, reader: Reader, control: str, value: str, unit: str, found: Node, scope: str = ""
) -> Control:
    name = at(node, "metadata.name")
    called = reader.name(name) if name is not None else None
    read = reader.read(found)
    is_lost = read.is_open and not read.references
    return Control(
        system=_SYSTEM,
        name=called.text if called else scalar(child(node, "kind")) or "",
        control=control,
        value=value,
        unit=unit,
        scope=scope,
        state=State.UNRESOLVED if is_lost else State.ACTIVE,
        note=read.note,
        references=tuple(dict.fromkeys((*read.references, *(called.references if called else ())))),
        evidence=lines(read, *((called,) if called else ())),
    )
