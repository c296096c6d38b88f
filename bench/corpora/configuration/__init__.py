"""Repositories of configuration as operators write them: Kubernetes, Ansible, Terraform, hosts; from a seed.

Held to what public ones look like (Debops, Fedora's, the community Helm charts, several clusters): files of a few
hundred bytes with some large ones between, a fact every five to ten kilobytes, in a tenth to a quarter of the files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.corpora.configuration import ansible, hosts, kubernetes, terraform
from bench.corpora.configuration.words import File

_SEED = 20
_COMPONENTS: tuple[tuple[Callable[[random.Random, str], Iterator[File]], float], ...] = (
    (kubernetes.application, 0.4),
    (ansible.role, 0.3),
    (terraform.module, 0.2),
    (hosts.host, 0.1),
)


def repository(folder: Path, size: int) -> None:
    """Write a repository of at least so many bytes into a folder: the same for the same size, anywhere."""
    random_source = random.Random(_SEED)
    kinds, weights = zip(*_COMPONENTS, strict=True)
    written = number = 0
    while written < size:
        kind = random_source.choices(kinds, weights)[0]
        for path, text in kind(random_source, f"{random_source.choice(_NAMES)}-{number:04}"):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            written += file.write_bytes(text.encode())
        number += 1


_NAMES = ("billing", "catalog", "checkout", "gateway", "grafana", "keycloak", "ledger", "mail", "nextcloud", "queue")
