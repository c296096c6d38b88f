"""Where results and talk go: results to stdout or a file, talk and progress to stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ddd.errors import UsageError
from ddd.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from ddd.model import Inventory
    from ddd.scan.shortcuts import Progress, Shortcuts

_PIPE_WIDTH = 1_000_000
_PATIENCE_SECONDS = 1.0
# GitHub's runner takes `##[` for a command wherever it stands in a line; in data the same text is written another way.
_RUNNERS_MARK = {
    **dict.fromkeys(("json", "sarif", "codequality"), r"\u0023#["),
    **dict.fromkeys(("html", "junit", "badge"), "&#35;#["),
}

Form = Callable[[], "str | RenderableType"]


def deliver(forms: dict[str, Form], wanted: Iterable[str], file: Path | None) -> None:
    """Give out each wanted form (`json`, or `json=report.json`): to its file, else to `file`, else to stdout.

    Raises UsageError for a form that does not exist, before anything is written.
    """
    choices = [_choice(text, forms) for text in wanted]
    unnamed = [name for name, target in choices if target is None]
    if len(unnamed) > 1:
        raise UsageError(
            f"two forms for one place: {', '.join(unnamed)}", advice="name a file for one: json=report.json"
        )
    targets = [target for _, target in choices if target is not None]
    if len(set(targets)) < len(targets):
        raise UsageError(f"two forms for one file: {', '.join(map(str, targets))}", advice="name a file for each")
    for name, target in choices:
        content, where = forms[name](), target or file
        if where is None:
            _print(content, _RUNNERS_MARK.get(name, "## ["))
        else:
            replace_file(where, content if isinstance(content, str) else _as_text(content))


def talk(text: str, *, quiet: bool = False) -> None:
    """Say something on stderr."""
    if not quiet:
        print(text.replace("##[", "## ["), file=sys.stderr)  # noqa: T201


def seen_from_here(path: Path) -> str:
    """Return the scanned folder as seen from the current one, with `/` at its end; empty for what is not below it.

    Pipelines start at the top of the repository, and what their forge reads must name files from there.
    """
    here, folder = Path.cwd(), path.resolve()
    inner = folder.relative_to(here).as_posix() if folder.is_relative_to(here) else "."
    return "" if inner == "." else f"{inner}/"


def tell_problems(inventory: Inventory, *, verbose: bool, quiet: bool) -> None:
    """Say on stderr what could not be read: how many, or each with its reason, and what was passed over."""
    if verbose:
        one = inventory.scanned
        skipped = ", ".join(f"{count} {reason}" for reason, count in one.skipped if count) or "none"
        talk(f"{one.seen} files seen, {one.files} opened, {one.parsed} parsed; skipped: {skipped}", quiet=quiet)
    if not inventory.problems:
        return
    if verbose:
        for problem in inventory.problems:
            place = f"{problem.path}:{problem.line}" if problem.line else problem.path
            talk(f"problem: {place}: {problem.message} ({problem.extractor})", quiet=quiet)
    else:
        count = len(inventory.problems)
        noun = "problem" if count == 1 else "problems"
        talk(f"{count} {noun}: what could not be read (-v lists them)", quiet=quiet)


def shortcuts(no_cache: bool) -> Shortcuts:
    """Return by which ways the engine may save time."""
    from ddd.scan.shortcuts import Shortcuts

    return Shortcuts() if no_cache else Shortcuts.usual()


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress | None]:
    """Show progress on a terminal for work over a second; nothing anywhere else.

    What draws it starts with the first word of progress: the engine has made its processes by then.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    started = time.monotonic()
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("reading")

    def tell(done: int, total: int) -> None:
        if time.monotonic() - started > _PATIENCE_SECONDS:
            bar.start()
            bar.update(task, completed=done, total=total)

    try:
        yield tell
    finally:
        bar.stop()


def _choice(text: str, forms: dict[str, Form]) -> tuple[str, Path | None]:
    name, _, target = text.partition("=")
    if name not in forms:
        raise UsageError(f"no form “{name}”", advice=f"there are: {', '.join(forms)}; FORM=FILE writes to a file")
    return name, Path(target) if target else None


def _print(content: str | RenderableType, mark: str) -> None:
    if not isinstance(content, str) and sys.stdout.isatty():
        from rich.console import Console

        Console(markup=False, highlight=False, emoji=False).print(content)
        return
    text = content if isinstance(content, str) else _as_text(content)
    sys.stdout.write(text.replace("##[", mark))


def _as_text(content: RenderableType) -> str:
    from rich.console import Console

    console = Console(width=_PIPE_WIDTH, markup=False, highlight=False, emoji=False, no_color=True, soft_wrap=True)
    with console.capture() as capture:
        console.print(content)
    return "\n".join(line.rstrip(" ") for line in capture.get().split("\n"))
