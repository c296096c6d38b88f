"""Reads which versions Terraform asks its providers to run, where their end is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._hcl import Value
from ddd.extractors.expiries._end_of_life import Release, Used, expiries, release
from ddd.extractors.terraform._files import CONFIGURATION, blocks
from ddd.model import Expiry
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_ENGINES = {"postgres": "postgresql", "mysql": "mysql", "mariadb": "mariadb", "redis": "redis"}
_OF_ENGINE = frozenset({"aws_db_instance", "aws_elasticache_cluster", "aws_elasticache_replication_group"})
_VERSIONS = {
    "aws_eks_cluster": ("version", "amazon-eks"),
    "azurerm_kubernetes_cluster": ("kubernetes_version", "kubernetes"),
    "azurerm_postgresql_flexible_server": ("version", "postgresql"),
}
_CLOUD_SQL = re.compile(r"(?P<engine>POSTGRES|MYSQL)_(?P<version>\d{1,2}(?:_\d{1,2})?)")


@extractor(
    "terraform-versions",
    paths=CONFIGURATION,
    literals=(*_OF_ENGINE, *_VERSIONS, "google_sql_database_instance"),
)
def terraform_versions(source: Source) -> Iterator[Expiry]:
    """Find when the versions of databases and clusters that Terraform asks for lose their support.

        resource "aws_db_instance" "orders" {
          engine         = "postgres"
          engine_version = "11.22"
        }

    Read are RDS and ElastiCache, Cloud SQL (`POSTGRES_11`), EKS and AKS, and PostgreSQL on Azure. The days are those of
    the software's makers, of EKS those of AWS; a provider may support it longer for money. Not seen: versions behind
    variables. The dates come with ddd (its `specs/end_of_life.yaml`, after endoflife.date).
    Format: https://registry.terraform.io/browse/providers
    """
    yield from expiries(_used(source))


def _used(source: Source) -> Iterator[Used]:
    for block in blocks(source):
        if block.kind != "resource" or len(block.labels) != 2:
            continue
        kind = block.labels[0]
        key = (
            _VERSIONS[kind][0] if kind in _VERSIONS else "engine_version" if kind in _OF_ENGINE else "database_version"
        )
        value = block.body.get(key)
        found = _release(kind, block.body, value) if value else None
        if value and found:
            yield Used(found, f"{key} of {block.address}", (source.at(value.line, value.column),))


def _release(kind: str, body: Value, value: Value) -> Release | None:
    if kind in _VERSIONS:
        return release(_VERSIONS[kind][1], value.text)
    if kind in _OF_ENGINE:
        return release(_ENGINES.get(body.literal("engine"), ""), value.text)
    match = _CLOUD_SQL.fullmatch(value.text) if kind == "google_sql_database_instance" else None
    return release(_ENGINES[match["engine"].lower()], match["version"].replace("_", ".")) if match else None
