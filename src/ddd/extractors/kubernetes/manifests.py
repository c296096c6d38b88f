"""What runs by the clock in Kubernetes manifests."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode

from ddd.extractors.kubernetes._documents import PATHS, declared, documents
from ddd.extractors.kubernetes._kinds import KINDS, LITERALS, Kind
from ddd.extractors.kubernetes._manifest import ManifestReader
from ddd.extractors.kubernetes._objects import BASE, at, found_in, objects, schedules
from ddd.extractors.kubernetes._template import is_helm
from ddd.model import Definition
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import scalar

_OBJECT = declared(*(row.kind for row in KINDS))


@extractor("kubernetes-manifests", paths=PATHS, literals=LITERALS)
def kubernetes_manifests(source: Source) -> Iterator[Extracted]:
    """Find what a Kubernetes cluster runs by the clock, in manifests, lists of them and Ansible's `k8s` tasks.

        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: nightly-dump}
        spec:
          schedule: "15 2 * * *"
          timeZone: Europe/Berlin
          suspend: false

    Known are CronJob and the objects of Argo, Velero, KEDA, Longhorn, VolSync, K8up, CloudNativePG, Percona, Zalando,
    Crunchy, Chaos Mesh and others that carry a cron expression. `suspend: true` (or what the kind has for it) is told,
    also where a patch alone says it: the time then comes from the base. Without a zone of its own a job follows the
    clock of the cluster's controller, which the repository does not know. `${NAME:-0 3 * * *}` counts with its
    default; what only the deployment puts in is unresolved. Not seen: objects in strings of a ConfigMap, and what an
    operator runs without saying so. Format:
    https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/.
    """
    if is_helm(source):
        return
    for document, reader in documents(source, _OBJECT):
        for node, kind in objects(document):
            yield from schedules(node, kind, reader)
            yield from _definitions(node, kind, reader)


def _definitions(node: MappingNode, kind: Kind, reader: ManifestReader) -> Iterator[Definition]:
    """Tell the schedule to those who patch the object."""
    name = at(node, "metadata.name")
    for one in found_in(node, kind) if name else ():
        value = reader.read(one.node)
        if name and not (value.references or value.is_open or one.label):
            asked = f"{kind.kind}/{scalar(name)}"
            yield Definition(kind="variable", language=BASE, name=asked, value=value.text, evidence=value.places[0])
