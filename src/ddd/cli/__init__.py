"""The command `ddd`: parses, calls, prints, gives the exit code. Nothing is decided here."""

from __future__ import annotations

import sys

_OBJECTS_BETWEEN_LOOKS = 50_000


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 the gate failed, 2 usage or configuration, 3 our bug."""
    if sys.argv[1:] == ["--version"] and sys.stdout:
        from ddd.version import __version__

        sys.stdout.write(f"ddd {__version__}\n")  # all that a pipeline asks first, without the rest
        return
    _run()


def _run() -> None:
    import io
    import os

    _seldom_look_for_garbage()
    from ddd.cli.app import app
    from ddd.errors import DddError

    debug = "--debug" in sys.argv
    nowhere = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere  # closed by who called us
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale says: what we print is UTF-8
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        _refuse_a_folder_for_a_command(sys.argv[1:])
        app()
    except DddError as error:
        if debug:
            raise
        print(_fit_to_show(f"ddd: {error}"), file=sys.stderr)  # noqa: T201  else a command to GitHub's runner
        sys.exit(error.exit_code)
    except BrokenPipeError:  # `ddd extract | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as bug:
        if debug:
            raise
        notes = "".join(f", {note}" for note in getattr(bug, "__notes__", ()))
        text = f"ddd: a bug of ours: {type(bug).__name__}: {bug}{notes}\n  please report it with the output of --debug"
        print(text, file=sys.stderr)  # noqa: T201
        sys.exit(3)


def _fit_to_show(text: str) -> str:
    """Return a text that sends no escapes to a terminal; what does so is loaded only where there are some."""
    if not text.replace("\n", "").isprintable():
        from ddd.scan.text import visible

        text = visible(text)
    return text.replace("##[", "## [")


def _seldom_look_for_garbage() -> None:
    """Most of what we make stays to the end, little is in cycles: looking for those takes an eighth of a scan."""
    import atexit
    import gc

    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    atexit.register(gc.freeze)  # else all of it is looked through once more before the process ends


def _refuse_a_folder_for_a_command(arguments: list[str]) -> None:
    """Tell whoever names a folder instead of a command where folders go. Raises UsageError."""
    from pathlib import Path

    from ddd.cli.menu import COMMANDS
    from ddd.errors import UsageError

    first = arguments[0] if arguments else ""
    if first and first not in COMMANDS and Path(first).is_dir():
        raise UsageError(f"“{first}” is a folder, no command", advice=f"`ddd extract {first}`, or `cd {first} && ddd`")
