"""How GitHub's runner reads a step's log: written from ActionCommand.cs (actions/runner), TryParseV2 and TryParse.

A line that begins with `::` after blanks are trimmed is a command when its name is registered; one that holds `##[` at
any place is a command of the older form.
"""

from __future__ import annotations

from dataclasses import dataclass

_REGISTERED = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-path", "set-env", "echo"}
_REGISTERED |= {"set-output", "save-state", "add-matcher", "remove-matcher", "stop-commands", "internal-set-repo-path"}
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTIES = (*_DATA[:2], ("%3A", ":"), ("%2C", ","), _DATA[2])


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    data: str


def lines(log: str) -> list[Command | str]:
    """Return each line of a log, as a command where the runner would see one."""
    assert log == "" or log.endswith("\n")
    told = log.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]
    return [_command(line) or line for line in told]


def commands(log: str) -> list[Command]:
    """Return the commands of a log."""
    return [line for line in lines(log) if isinstance(line, Command)]


def _command(line: str) -> Command | None:
    return _newer(line.lstrip()) or _older(line)


def _newer(line: str) -> Command | None:
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, rest = line[2:end].partition(" ")
    if name not in _REGISTERED:
        return None
    pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if pair)
    told = {pair[0]: _unescaped(pair[1], _PROPERTIES) for pair in pairs if len(pair) == 2 and pair[1]}
    return Command(name, told, _unescaped(line[end + 2 :], _DATA))


def _older(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name = line[start + 3 : end].partition(" ")[0]
    return Command(name, {}, line[end + 1 :]) if name in _REGISTERED else None


def _unescaped(text: str, signs) -> str:
    for escaped, sign in signs:
        text = text.replace(escaped, sign)
    return text
