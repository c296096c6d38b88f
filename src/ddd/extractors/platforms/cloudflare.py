"""Reads the cron triggers of Cloudflare Workers."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._nodes import below, json_document, place, text
from ddd.extractors._toml import strings
from ddd.extractors.platforms._jobs import folder, hosted
from ddd.model import Dialect, Evidence, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, sequence

_Cron = tuple[str, str, Evidence]
"""Environment, expression, place."""


@extractor("cloudflare", paths=("wrangler.toml", "wrangler.json", "wrangler.jsonc"), literals=("crons",))
def cloudflare(source: Source) -> Iterator[Schedule]:
    """Find the cron triggers of Cloudflare Workers: `wrangler.toml`, `wrangler.json`, `wrangler.jsonc`.

        name = "sweeper"
        [triggers]
        crons = ["0 */6 * * *"]
        [env.staging.triggers]
        crons = ["0 3 * * 1"]

    Times are UTC, and weekday 1 is Sunday. The worker of an environment is named with it, `sweeper (staging)`.
    Format: https://developers.cloudflare.com/workers/configuration/cron-triggers/
    """
    name, crons = _of_toml(source) if source.installed_path.endswith(".toml") else _of_json(source)
    for environment, expression, where in crons:
        worker = name or folder(source)
        shown = f"{worker} ({environment})" if environment else worker
        yield hosted("cloudflare-workers", shown, expression, Dialect.CLOUDFLARE, where)


def _of_toml(source: Source) -> tuple[str, list[_Cron]]:
    name, crons = "", list[_Cron]()
    for one in strings(source):
        match one.path:
            case ("name",):
                name = one.value
            case ("triggers", "crons", int()):
                crons.append(("", one.value, source.at(one.line, one.column)))
            case ("env", str(environment), "triggers", "crons", int()):
                crons.append((environment, one.value, source.at(one.line, one.column)))
    return name, crons


def _of_json(source: Source) -> tuple[str, list[_Cron]]:
    root = json_document(source)
    environments = {"": root, **{name: node for name, _, node in items(below(root, "env"))}}
    crons = [
        (environment, text(cron), place(source, cron))
        for environment, node in environments.items()
        for cron in sequence(below(node, "triggers", "crons"))
        if text(cron)
    ]
    return text(below(root, "name")), crons
