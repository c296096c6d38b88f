"""What a command line imports: `ddd --help` nothing but the commands, a command nothing that it does not need."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from ddd.cli import commands
from ddd.cli.app import app
from ddd.cli.menu import COMMANDS, SECTIONS
from tests.cli.running import ddd
from tests.repositories import written

# `-X importtime` does not see what `importlib.import_module` imports, and that is how commands and extractors come.
_TELLING = "import atexit, sys; atexit.register(lambda: print(chr(0), *sys.modules, sep='\\n', file=sys.__stderr__))\n"
_MAIN = f"{_TELLING}sys.argv[0] = 'ddd'; from ddd.cli import main; main()"  # as in the script that pip installs

# Of each, the import takes about as long as a tenth of Python's own start, or many times that.
PARSERS = {"hyperscan", "markdown_it", "pathspec", "promql_parser", "re2", "ruamel", "tree_sitter", "yaml"}
FOR_SOME_FORM = {"icalendar", "jinja2", "rich"}
FOR_SOME_INPUT = {"cryptography", "dateutil", "jinja2", "jsonschema", "ruamel"}
ROOMS = {"ddd.agenda", "ddd.assess", "ddd.cadence", "ddd.config", "ddd.extractors", "ddd.link", "ddd.model"}
ROOMS |= {"ddd.pipeline", "ddd.renderers", "ddd.reports", "ddd.resolve", "ddd.scan", "ddd.spec"}
ANY = PARSERS | FOR_SOME_FORM | FOR_SOME_INPUT | ROOMS | {"msgspec", "pydantic"}


def imported(*arguments: str | Path, **environment: str) -> set[str]:
    """Return the modules that a command line imports."""
    return _told_by_python(_MAIN, *map(str, arguments), **environment)


def _told_by_python(program: str, *arguments: str, **environment: str) -> set[str]:
    command = [sys.executable, "-c", program, *arguments]
    run = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=600, check=False
    )
    assert "a bug of ours" not in run.stderr, run.stderr
    return set(run.stderr.partition("\0")[2].split())


def of_commands(modules: set[str]) -> set[str]:
    start = f"{commands.__name__}."
    return {name.removeprefix(start) for name in modules if name.startswith(start)}


def test_the_version_needs_two_modules_and_no_library() -> None:
    ours = imported("--version") - _told_by_python(f"{_TELLING}import __future__")
    assert ours == {"ddd", "ddd.cli", "ddd.version"}


@pytest.mark.parametrize("arguments", [("--help",), ("-h",)])
def test_the_help_takes_no_command(arguments: tuple[str, ...]) -> None:
    told = imported(*arguments)
    assert told & ANY == set()
    assert of_commands(told) == set()


def test_the_help_tells_of_every_command_in_a_line() -> None:
    assert [name for commands in SECTIONS.values() for name in commands] == list(COMMANDS)
    assert all(len(says) <= 45 for commands in SECTIONS.values() for says in commands.values())


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (("nosuch",), set()),
        (("--nosuch",), set()),
        ((".",), set()),
        (("extract", "--help"), {"extract"}),
        (("extract", "--nosuch"), {"extract"}),
        (("generate-runbooks", "-h"), {"generate"}),
        (("alerts", "-h"), {"alerts"}),
        (("-q", "today", "-h"), {"today"}),
    ],
)
def test_what_is_wrong_or_explained_takes_that_command_alone(arguments: tuple[str, ...], modules: set[str]) -> None:
    told = imported(*arguments)
    assert told & ANY == set()
    assert of_commands(told) == modules


@pytest.mark.parametrize(
    ("words", "modules"),
    [("ddd ", {place.partition(":")[0] for place in COMMANDS.values()}), ("ddd ca", {"calendar"}), ("ddd x", set())],
)
def test_a_completion_takes_the_commands_that_it_offers(words: str, modules: set[str]) -> None:
    at = str(len(words.split()) - (not words.endswith(" ")))
    told = imported(_DDD_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=at)
    assert told & ANY == set()
    assert of_commands(told) == modules


def test_an_empty_folder_needs_no_form_but_the_one_asked_for(tmp_path: Path) -> None:
    unwanted = FOR_SOME_FORM | FOR_SOME_INPUT | {"ddd.assess", "ddd.reports.table", "ddd.renderers"}
    for arguments in (("extract", "--temporal"), ("extract",)):
        assert imported(*arguments, tmp_path, "--format", "json") & unwanted == set()


@pytest.mark.parametrize("command", [("lint",), ("validate-maintenance-coverage", "--format", "json")])
def test_judging_an_empty_folder_needs_no_form_but_the_one_asked_for(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert imported(*command, tmp_path) & (FOR_SOME_FORM | FOR_SOME_INPUT) == set()


def test_a_configuration_is_checked_by_the_schema_and_names_codes_only_where_it_does(tmp_path: Path) -> None:
    plain = imported("extract", written(tmp_path / "a", {".ddd.yaml": "threshold: 60\n"}), "--format", "json")
    assert plain & {"jsonschema", "ddd.reports.explanations"} == {"jsonschema"}
    codes = imported("extract", written(tmp_path / "b", {".ddd.yaml": "ignore: [DDD201]\n"}), "--format", "json")
    assert "ddd.reports.explanations" in codes


def test_every_module_of_a_command_is_named() -> None:
    assert {one.name for one in pkgutil.iter_modules(commands.__path__)} == {
        place.partition(":")[0] for place in COMMANDS.values()
    }


def test_every_command_bears_the_name_it_is_called_by() -> None:
    menu = get_command(app)
    assert {name: one.name for name, one in menu.commands.items()} == {name: name for name in COMMANDS}  # type: ignore[attr-defined]


def test_a_word_that_is_nearly_a_command_is_put_right() -> None:
    told = ddd("extrac")
    assert (told.code, told.out) == (2, "")
    assert "No such command 'extrac'. Did you mean 'extract'?" in told.err
