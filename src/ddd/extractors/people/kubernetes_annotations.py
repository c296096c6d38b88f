"""Reads who answers for objects of Kubernetes, as their annotations and labels say it."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors.kubernetes._documents import objects_of
from ddd.extractors.kubernetes._objects import Reader, lines
from ddd.extractors.people._annotations import NOBODY, OWN, meaning
from ddd.extractors.people._people import addresses
from ddd.model import Contact
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar

_KINDS = (
    *("Namespace", "Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Service", "Ingress", "Rollout"),
    *("Application", "HelmRelease", "Kustomization", "InferenceService", "KafkaTopic"),
)


@extractor(
    "kubernetes-owners",
    paths=("*.yaml", "*.yml"),
    literals=("a8r.io/", *(f"/{word}:" for word in OWN), *(f'/{word}":' for word in OWN)),
)
def kubernetes_owners(source: Source) -> Iterator[Extracted]:
    """Find who answers for namespaces and workloads of Kubernetes: annotations and labels with a prefix of one's own.

    `a8r.io/owner`, `a8r.io/chat`, `a8r.io/on-call` and their sisters, and what organisations write in the same way:
    `acme.org/owner: "Shop team: shop@acme.org"`, `acme.org/slack-channel: shop`. A bare `team: shop` is not read: as a
    label it selects. Keys of Kubernetes itself and of its tools name nobody.
    Format: https://kubernetes.io/docs/reference/labels-annotations-taints/ and https://ambassadorlabs.github.io/k8s-for-humans/.
    """
    for node, reader in objects_of(source, *_KINDS):
        metadata = child(node, "metadata")
        for holder in ("annotations", "labels"):
            for key, _, value in items(child(metadata, holder)):
                role, channel = meaning(key)
                if role and scalar(value):
                    yield from _contact(node, reader, value, role, channel)


def _contact(node: MappingNode, reader: Reader, value: Node, role: str, channel: str) -> Iterator[Contact]:
    said, name = reader.read(value), child(child(node, "metadata"), "name")
    called = reader.name(name) if name is not None and scalar(name) else None
    told = " ".join(said.text.split())
    if told.lower() in NOBODY:
        return
    mail = next(iter(addresses(told)), "")
    place = told if channel == "slack" or told.startswith("http") else mail
    yield Contact(
        system="kubernetes",
        name=told,
        role=role,
        channel=channel or ("email" if mail else ""),
        address=place,
        scope=f"{scalar(child(node, 'kind'))} {called.text if called else ''}".strip(),
        evidence=lines(said, *([called] if called else [])),
        references=tuple(dict.fromkeys((*said.references, *(called.references if called else ())))),
        note=said.note,
    )
