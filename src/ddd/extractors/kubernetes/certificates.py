"""Reads the certificates that cert-manager keeps, and how long those that Kubernetes makes itself live."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode

from ddd.extractors.kubernetes._documents import PATHS, objects_of
from ddd.extractors.kubernetes._objects import Reader, Value, at, lines
from ddd.measures import DAY, seconds
from ddd.model import Expiry, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar, sequence

_MANAGER = "cert-manager"
_USUAL = 90 * DAY
"""What cert-manager asks for where an object says nothing."""
_OF_KUBEADM = {
    "certificateValidityPeriod": "certificates of the control plane",
    "caCertificateValidityPeriod": "certificate authorities of the cluster",
}
_NAMES_SHOWN = 3


@extractor(
    "cert-manager", paths=PATHS, literals=("cert-manager.io/", "certificateValidityPeriod", "CertificateValidityPeriod")
)
def cert_manager(source: Source) -> Iterator[Expiry]:
    """Find the certificates that cert-manager renews, and the lifetimes that kubeadm gives.

        kind: Certificate
        spec:
          commonName: shop.example.com
          duration: 2160h
          renewBefore: 360h

    lives 90 days and is renewed 15 days before its end. Without `duration` cert-manager asks for 90 days; the issuer
    may give fewer. In kubeadm's `ClusterConfiguration` `certificateValidityPeriod` and `caCertificateValidityPeriod`
    are read. Values of a chart stay as they are written. Not seen: certificates that an annotation of an Ingress asks
    for.
    Format: https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec
    """
    for node, reader in objects_of(source, "Certificate", "ClusterConfiguration"):
        version = scalar(child(node, "apiVersion")) or ""
        if version.startswith(("cert-manager.io/", "certmanager.k8s.io/")):
            yield from _of_manager(node, reader)
        elif version.startswith("kubeadm.k8s.io/"):
            yield from _of_kubeadm(node, reader)


def _of_manager(node: MappingNode, reader: Reader) -> Iterator[Expiry]:
    subject, named, length = (
        _subject(node, reader),
        _read(node, reader, "metadata.name"),
        _read(node, reader, "spec.duration"),
    )
    if subject is None:
        return
    before = _read(node, reader, "spec.renewBefore")
    is_open = any(one is not None and (one.is_open or one.references) for one in (length, before))
    lifetime = _seconds(length) if length else _USUAL
    lead = _seconds(before) if before else None
    told = (
        "unless the chart's values say otherwise" if length and lifetime and length.references else "",
        "" if length else "no duration stated: cert-manager's own 90 days",
        f"duration {length.text}" if length and lifetime is None else "",
        f"renewed {before.text} before" if before and lead is None else "",
    )
    used = [one for one in (length, subject, before, named) if one]
    called = reader.name(one) if (one := at(node, "metadata.name")) is not None else subject
    yield Expiry(
        system=_MANAGER,
        name=called.text,
        subject=subject.text,
        lifetime_seconds=lifetime,
        lead_days=lead // DAY or None if lead is not None else None,
        renewed_by=_MANAGER,
        state=State.UNRESOLVED if is_open and lifetime is None else State.ACTIVE,
        note="; ".join(filter(None, told)),
        references=tuple(dict.fromkeys(one for value in (subject, called) for one in value.references)),
        evidence=lines(*used),
    )


def _subject(node: MappingNode, reader: Reader) -> Value | None:
    """Return the common name, the names it holds for, or where it is kept."""
    common = _read(node, reader, "spec.commonName")
    if common is not None:
        return common
    names = [reader.read(one) for one in sequence(child(child(node, "spec"), "dnsNames")) if scalar(one)]
    if names:
        text = ", ".join(one.text for one in names[:_NAMES_SHOWN])
        return Value(text, names[0].places, tuple(ref for one in names[:_NAMES_SHOWN] for ref in one.references))
    return _read(node, reader, "spec.secretName")


def _of_kubeadm(node: MappingNode, reader: Reader) -> Iterator[Expiry]:
    for key, what in _OF_KUBEADM.items():
        value = _read(node, reader, key)
        if value is not None:
            lifetime = _seconds(value)
            yield Expiry(
                system="kubeadm",
                name=key,
                subject=what,
                lifetime_seconds=lifetime,
                state=State.ACTIVE if lifetime else State.UNRESOLVED,
                note="" if lifetime else f"lives {value.text}",
                evidence=value.places,
            )


def _read(node: MappingNode, reader: Reader, path: str) -> Value | None:
    there = at(node, path)
    return reader.read(there) if there is not None else None


def _seconds(value: Value) -> int | None:
    """Return a length of time; of a chart's value the default that the template itself gives."""
    defaults = [one.default for one in value.references if one.text == value.text.strip("\"'") and one.default]
    return seconds(defaults[0] if defaults else value.text) or None
