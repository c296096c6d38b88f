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


class Menu(TyperGroup):
    """All commands, of which only the names are known until one is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Made(COMMANDS)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names alone: to complete or to correct one word takes no other command."""
        return list(self.commands)


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
