"""What stands beside a Compose file: files that its services mount, and variables of `.env`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors.docker._variables import LANGUAGE, filled
from ddd.extractors.docker.compose import PATHS
from ddd.model import Definition
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, sequence

_SETTING = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]{0,100})\s*=\s*(?P<value>.*)")


@extractor(
    "compose-files",
    paths=PATHS,
    literals=("volumes:",),
)
def compose_files(source: Source) -> Iterator[Definition]:
    """Tell which files of the repository a service mounts, so that its crontabs are read and commands lead to scripts.

        services:
          jobs:
            volumes:
              - ./jobs:/etc/crontabs/root:ro

    says that `/etc/crontabs/root` is `jobs` beside the Compose file. No fact by itself. Paths of the host and named
    volumes are left out. Format: https://docs.docker.com/reference/compose-file/services/#volumes
    """
    folder = posixpath.dirname(source.path)
    for document in documents(source):
        for _, _, service in items(below(document, "services")):
            for volume in sequence(below(service, "volumes")):
                path, _, rest = filled(text(volume)).text.partition(":")
                target = text(below(volume, "target")) or rest.partition(":")[0]
                path = text(below(volume, "source")) or path
                if path.startswith(".") and target.startswith("/"):
                    value = posixpath.normpath(posixpath.join(folder, path))
                    where = place(source, volume)
                    yield Definition(kind="installed-file", name=target, value=value, scope=folder, evidence=where)


@extractor(
    "compose-values",
    paths=(".env", ".env.*", "*.env", "env", "env.example"),
    values_of=LANGUAGE,
)
def compose_values(source: Source) -> Iterator[Definition]:
    """Read variables of `.env` files, when a Compose file leaves one open: `BACKUP_CRON=15 4 * * *`.

    No fact by itself. Samples (`.env.example`) are asked after the file itself. Format:
    https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
    """
    for number, line in enumerate(source.lines, start=1):
        setting = _SETTING.fullmatch(line[:4_000])
        value = filled(setting["value"].split(" #", 1)[0]).text if setting else ""
        if setting and value:
            yield Definition(
                kind="variable",
                name=setting["name"],
                value=value,
                language=LANGUAGE,
                evidence=source.at(number, setting.start("value") + 1),
            )
