"""What kustomize patches change of the schedules of Kubernetes objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors.kubernetes._kinds import KINDS, Kind
from ddd.extractors.kubernetes._manifest import ManifestReader
from ddd.extractors.kubernetes._objects import is_true, lines, objects, schedules, suspended_base
from ddd.extractors.kubernetes._template import is_helm
from ddd.model import Confidence, Evidence, Schedule, State
from ddd.scan import yaml_nodes
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, scalar, sequence, walk

_LISTS = frozenset({"patches", "patchesJson6902", "patchesStrategicMerge"})
_PATCH_WORDS = ("-patch", "patch-", "_patch", "patch_", "patch")


@dataclass(frozen=True, slots=True)
class _Target:
    kind: Kind
    name: str
    confidence: Confidence


@extractor("kustomize-patches", paths=("*.yaml", "*.yml", "*.json"), literals=("/spec/", "patches"))
def kustomize_patches(source: Source) -> Iterator[Schedule]:
    """Find what patches make of the schedules of a base, in kustomizations and in files of JSON patches.

        patches:
          - target: {kind: CronJob, name: nightly-dump}
            patch: |-
              - op: replace
                path: /spec/schedule
                value: "30 4 * * *"
              - op: add
                path: /spec/suspend
                value: true

    A patch that gives a time is a schedule of its own (its base is another). One that only suspends is told with the
    time of its base. Patches that are manifests are read as such, in files of their own or inside a kustomization.
    Which object a JSON patch in a file of its own changes, only the kustomization says: it is taken for a CronJob and
    called by its file. Not seen: `replacements` and `vars`. Format:
    https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/.
    """
    if is_helm(source):
        return
    for document in _documents(source):
        if isinstance(document, SequenceNode):
            kind = KINDS[0]
            target = _Target(kind, _of_file(source.path), Confidence.MEDIUM)
            yield from _of_operations(document, target, source.at_node)
        for entry in _patches(document):
            yield from _of_patch(source, entry)


def _documents(source: Source) -> list[Node]:
    try:
        return source.yaml
    except Unreadable:
        if source.path.rpartition("/")[2].startswith("kustomization."):
            raise
        return []  # whoever knows that the file is of his system tells so


def _patches(document: Node) -> Iterator[Node]:
    """Yield the entries of every list of patches, also of a Flux Kustomization."""
    for node in walk(document):
        for key, _, value in items(node):
            if key in _LISTS:
                yield from sequence(value)


def _of_patch(source: Source, entry: Node) -> Iterator[Schedule]:
    text = entry if isinstance(entry, ScalarNode) else child(entry, "patch")
    if not isinstance(text, ScalarNode) or ("\n" not in text.value and "{" not in text.value):
        return  # the path of a file, read by itself
    try:
        documents = yaml_nodes.compose(text.value)
    except Unreadable:
        return
    place = _inside(source, text)
    for document in documents:
        if isinstance(document, SequenceNode):
            target = _target(child(entry, "target"))
            if target is not None:
                yield from _of_operations(document, target, place)
            continue
        for node, kind in objects(document):
            yield from schedules(node, kind, ManifestReader(place))


def _inside(source: Source, text: ScalarNode) -> Callable[[Node], Evidence]:
    """Return what finds the place of a node of a YAML text that is itself a value."""
    inner = text.value.split("\n")

    def place(node: Node) -> Evidence:
        if text.style != "|":
            return source.at_node(text)
        line = text.start_mark.line + 1 + int(node.start_mark.line)
        raw = source.lines[line] if line < len(source.lines) else ""
        indent = len(raw) - len(inner[node.start_mark.line])
        return source.at(line + 1, max(indent, 0) + int(node.start_mark.column) + 1)

    return place


def _target(node: Node | None) -> _Target | None:
    kind, name = scalar(child(node, "kind")), scalar(child(node, "name")) or ""
    row = next((row for row in KINDS if row.kind == kind), None)
    return _Target(row, name, Confidence.HIGH) if row else None


def _of_operations(document: SequenceNode, target: _Target, place: Callable[[Node], Evidence]) -> Iterator[Schedule]:
    """Yield what a JSON patch makes of an object."""
    changed = {
        (scalar(child(entry, "path")) or "").strip("/").replace("/", "."): child(entry, "value")
        for entry in document.value
        if isinstance(entry, MappingNode) and scalar(child(entry, "op")) in ("add", "replace")
    }
    reader, kind = ManifestReader(place), target.kind
    switch, zone = _given(changed, kind.suspended), _given(changed, kind.zone)
    is_off = switch is not None and is_true(reader.read(switch).text)
    times = [time for path in kind.schedules if (time := _given(changed, path)) is not None]
    for time in times:
        value = reader.read(time)
        state = State.SUSPENDED if is_off else State.UNRESOLVED if value.is_open else State.ACTIVE
        yield Schedule(
            system=kind.system,
            name=target.name,
            expression=value.text,
            dialect=kind.dialect,
            timezone=reader.read(zone).text if zone is not None else None,
            state=state,
            confidence=target.confidence,
            note="; ".join(filter(None, ("set by a patch", value.note))),
            references=value.references,
            evidence=lines(value, *([reader.read(switch)] if is_off and switch is not None else [])),
        )
    if is_off and switch is not None and not times and target.confidence is Confidence.HIGH:
        yield suspended_base(kind, target.name, lines(reader.read(switch)))


def _given(changed: dict[str, Node | None], path: str) -> Node | None:
    value = changed.get(path) if path else None
    return value if scalar(value) else None


def _of_file(path: str) -> str:
    """`overlays/prod/nightly-dump-patch.yaml` patches `nightly-dump`."""
    stem = path.rpartition("/")[2].partition(".")[0]
    for word in _PATCH_WORDS:
        stem = stem.replace(word, "")
    return stem or path.rpartition("/")[0].rpartition("/")[2]
