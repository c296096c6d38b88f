"""What docs/operations.md tells people to type is there: commands, options, settings, files, alerts."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from ddd import metrics
from ddd.cli.app import app

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
_TYPED = re.compile(r"^(?:\$ )?(ddd [^#\n]*)|`(ddd [^`]+)`", re.MULTILINE)
COMMANDS = sorted({(one[0] or one[1]).strip() for one in _TYPED.findall(PAGE)})
_VARIABLE = re.compile(r"\bDDD_[A-Z_]+\b")


def test_there_are_commands_to_look_at():
    assert len(COMMANDS) > 40


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_has_the_name_and_the_options_it_is_called_with(line: str) -> None:
    words = shlex.split(line.replace("$(", "").replace(")", ""))[1:]
    command: Any = get_command(app)
    while words and hasattr(command, "commands"):
        name = words[0].rstrip(",")
        assert name in command.commands, f"{line}: no {name}"
        command, words = command.commands[name], words[1:]
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    own = words[: words.index("--")] if "--" in words else words
    assert {word for word in own if word.startswith("--")} <= known


def test_every_setting_of_the_ledger_is_told():
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "src" / "ddd" / "ledger").rglob("*.py")]
    assert set(_VARIABLE.findall("".join(code))) == set(_VARIABLE.findall(PAGE))


def test_every_alert_about_the_check_and_every_metric_is_told():
    names = [value for name, value in vars(metrics).items() if name.startswith(("CHECK_", "DELIVERY_"))]
    names += [metrics.LAST_SUCCESS, metrics.LAST_RUN, metrics.LAST_RUN_SUCCESS, metrics.LAST_DURATION, metrics.NEXT_DUE]
    assert [name for name in names if name not in PAGE and name != metrics.CHECK_GROUP] == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\btemplates/deploy/[\w./-]+\w", PAGE))))
def test_a_file_is_there(path: str) -> None:
    assert (ROOT / path).exists()
