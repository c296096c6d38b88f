"""What runs by the clock in the templates of Helm charts."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors.kubernetes._helm import HelmReader, conditions, loops, switches
from ddd.extractors.kubernetes._kinds import KINDS, Kind, kind_of
from ddd.extractors.kubernetes._masked import MASK
from ddd.extractors.kubernetes._objects import at, schedules
from ddd.extractors.kubernetes._template import is_helm, template
from ddd.model import Schedule, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar, walk


@extractor(
    "helm-templates",
    paths=tuple(f"templates/**/*.{suffix}" for suffix in ("yaml", "yml", "tpl")),
    literals=tuple(row.kind for row in KINDS),
)
def helm_templates(source: Source) -> Iterator[Schedule]:
    """Find what the templates of a Helm chart make run by the clock, and follow its time to the chart's values.

        {{- range $name, $job := .Values.jobs }}
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: {{ $name }}}
        spec:
          schedule: {{ $job.schedule | default "0 3 * * *" | quote }}
        {{- end }}

    The fact stands where the literal stands: in `values.yaml`, with a job for each entry that a `range` goes through;
    what an environment's values file says instead is told beside it. Understood are `default`, `with`, variables,
    `index`, `get` and functions that pass a value on. What an `if` around it asks for is told as a note. The chart is
    not rendered: a time that `include` or `printf` makes up is unresolved, and so is one that only the command line
    (`--set`) gives. Format: https://helm.sh/docs/chart_template_guide/.
    """
    if not is_helm(source):
        return
    parts = template(source)
    for page in parts.pages:
        for node in walk(page.document):
            kind = _kind(node)
            if kind is not None:
                depth = loops(HelmReader(parts, page, 0).scope(node))
                yield from _schedules(HelmReader(parts, page, depth), node, kind)


def _schedules(reader: HelmReader, node: Node, kind: Kind) -> Iterator[Schedule]:
    asked = list(conditions(reader.scope(node)))
    off = tuple(one for condition in asked for one in switches(condition, reader.scope(node)))
    found = list(schedules(node, kind, reader, notes=tuple(f"only when {one}" for one in asked)))
    if not found and kind.kind == "CronJob":
        yield _elsewhere(node, kind, reader)
    for one in found:
        yield replace(one, references=(*one.references, *off))


def _elsewhere(node: Node, kind: Kind, reader: HelmReader) -> Schedule:
    """Return the schedule of an object whose time another template makes."""
    name = at(node, "metadata.name")
    return Schedule(
        system=kind.system,
        name=(reader.name(name) if name else reader.name(node)).text,
        expression="",
        dialect=kind.dialect,
        state=State.UNRESOLVED,
        note="a template that it includes says when",
        evidence=reader.read(child(node, "kind") or node).places,
    )


def _kind(node: Node) -> Kind | None:
    """Return what an object is; where only rendering knows its `apiVersion`, by its kind alone."""
    kind, version = scalar(child(node, "kind")), scalar(child(node, "apiVersion"))
    if not kind or not version:
        return None
    if version.startswith(MASK):
        return next((row for row in KINDS if row.kind == kind and kind != "Schedule"), None)
    return kind_of(kind, version)
