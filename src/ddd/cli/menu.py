"""The commands by name: the module of one is imported when that one is asked for, and of all when they are listed."""

from __future__ import annotations

from collections import UserDict
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

COMMANDS = {
    "extract": "extract:extract",
    "validate-maintenance-coverage": "validate:validate_maintenance_coverage",
    "generate-runbooks": "generate:generate_runbooks",
    "lint": "lint:lint",
    "explain": "explain:explain",
    "calendar": "calendar:calendar",
    "today": "today:today",
    "init": "init:init",
    "schema": "schema:schema",
    "measure": "measure:measure",
    "roi": "roi:roi",
    "alerts": "alerts:app",
    "programme": "programme:app",
    "due": "due:due",
    "done": "done:done",
    "run": "run:run",
    "log": "log:app",
    "check": "check:check",
    "notify": "notify:app",
    "asset": "asset:app",
    "person": "person:app",
    "contract": "contract:app",
    "schedule": "schedule:app",
    "visits": "visits:app",
    "window": "window:app",
    "report": "report:app",
    "audit": "audit:app",
    "proof": "proof:app",
    "db": "db:app",
}
"""Name -> module of `ddd.cli.commands`, and its function, or its own group of commands; listed in this order."""

SECTIONS = {
    "Repositories": {
        "extract": "what a repository says about maintenance",
        "validate-maintenance-coverage": "its score against the maintenance spec",
        "generate-runbooks": "pages, alert rules, calendars, scripts",
        "lint": "what is wrong, one finding a line",
        "explain": "what a source, a task or a code means",
        "calendar": "a month of maintenance",
        "today": "what falls due today",
        "init": "configuration, pipeline, or an empty ledger",
        "schema": "the JSON Schema of a file",
        "measure": "what the documentation tells",
        "roi": "the hours a year that routine work takes",
        "alerts": "the proof of the alert rules",
    },
    "The ledger": {
        "programme": "take a repository's tasks over as schedules",
        "due": "what is overdue, due and soon",
        "done": "record that a task was done",
        "run": "run a command and record it",
        "log": "what was done, when and by whom",
        "check": "tell each person what is due: once a day",
        "notify": "what was sent to whom, and what waits",
        "asset": "what is maintained, in a tree",
        "person": "who does the work, plans it or is told",
        "contract": "who has promised the work",
        "schedule": "how often each task is due, and for whom",
        "visits": "who comes when",
        "window": "when an asset is kept free for maintenance",
        "report": "what was done and what was not",
        "audit": "who changed what, in a chain",
        "proof": "the files that show the work",
        "db": "the database: state, copies, versions",
    },
}
"""What the help of all commands says of each: to ask them themselves would take them all."""


class Menu(TyperGroup):
    """All commands, of which only the names are known until one is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Made(COMMANDS)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names alone: to complete or to correct one word takes no other command."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        widest = max(map(len, COMMANDS))
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), says) for name, says in commands.items()])


class _Made(UserDict[str, Any]):
    """Gives commands; holds the place of each until it is made."""

    def __getitem__(self, name: str) -> Any:
        held = super().__getitem__(name)
        if isinstance(held, str):
            held = self.data[name] = _made(name, *held.split(":"))
        return held


def _made(name: str, module: str, attribute: str) -> Any:
    found = getattr(import_module(f"ddd.cli.commands.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return get_command(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(found)
    return get_command(alone)
