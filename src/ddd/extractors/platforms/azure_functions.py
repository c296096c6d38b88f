"""Reads the timer triggers of Azure Functions that `function.json` declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._nodes import below, json_document, place, text
from ddd.extractors.platforms._jobs import folder, hosted
from ddd.model import Dialect, Schedule, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import sequence

_SETTING = re.compile(r"%[^%\s]+%")


@extractor("azure-functions", paths=("function.json",), literals=("timerTrigger",))
def azure_functions(source: Source) -> Iterator[Schedule]:
    """Find the timers of Azure Functions: `nightly-cleanup/function.json`.

        { "bindings": [{ "type": "timerTrigger", "name": "timer", "schedule": "0 30 2 * * *" }] }

    The function is called after its folder. Six fields, seconds first; times are UTC unless the app sets
    `WEBSITE_TIME_ZONE`, which cannot be seen here. `%SETTING%` is an app setting: unresolved. `"disabled": true` is
    suspended. Format: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer
    """
    root = json_document(source)
    is_off = text(below(root, "disabled")) == "true"
    for binding in sequence(below(root, "bindings")):
        expression = below(binding, "schedule")
        if text(below(binding, "type")) == "timerTrigger" and expression is not None and text(expression):
            is_open = _SETTING.search(text(expression)) is not None
            fact = hosted(
                "azure-functions",
                folder(source),
                text(expression),
                Dialect.NCRONTAB,
                place(source, expression),
                target=text(below(root, "scriptFile")),
                note="an app setting says when" if is_open else "",
            )
            state = State.SUSPENDED if is_off else State.UNRESOLVED if is_open else State.ACTIVE
            yield replace(fact, state=state)
