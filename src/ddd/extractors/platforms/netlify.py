"""Reads the scheduled functions of Netlify."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._toml import strings
from ddd.extractors.platforms._jobs import hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source


@extractor("netlify-toml", paths=("netlify.toml",), literals=("schedule",))
def netlify_toml(source: Source) -> Iterator[Schedule]:
    """Find the functions that `netlify.toml` schedules.

        [functions."send-digest"]
        schedule = "@daily"

    Times are UTC. What functions say themselves is read with the JavaScript. Format: https://docs.netlify.com/functions/scheduled-functions/
    """
    for one in strings(source):
        match one.path:
            case ("functions", str(name), "schedule"):
                place = source.at(one.line, one.column)
                yield hosted("netlify-functions", name, one.value, Dialect.VIXIE, place, target=name)
