"""Trees that no person wrote: one endless line, endless nesting, endless files. Each can be made in any size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Fill(Protocol):
    """Writes into a folder what is so many bytes, lines, levels or files large."""

    def __call__(self, folder: Path, size: int) -> None:
        """Write them."""


@dataclass(frozen=True, slots=True)
class Case:
    """A way of being too much, and its sizes: half, whole, and beyond what ddd reads of one file."""

    name: str
    fill: Fill
    whole: int
    beyond: int | None = None
    """A size at which a Problem must say that a limit was met."""


def _repeated(path: str, start: str, plain: str, telling: str, end: str) -> Fill:
    """Return what writes a file of so many bytes: the same part over and over, of two hundred one tells something."""
    parts = plain * 199 + telling

    def fill(folder: Path, size: int) -> None:
        times, rest = divmod(size, len(parts))
        (folder / path).write_text(start + parts * times + plain * (rest // len(plain)) + end)

    return fill


def _task_list(folder: Path, size: int) -> None:
    plain = (
        "- name: Copy the dump {0}\n  ansible.builtin.copy:\n    src: dump-{0}\n    dest: /opt/dump\n    mode: '0600'\n"
    )
    telling = "- name: Dump {0}\n  ansible.builtin.cron:\n    name: dump {0}\n    hour: '3'\n    job: /opt/dump {0}\n"
    tasks = ((plain if number % 20 else telling).format(number) for number in range(size // plain.count("\n")))
    (folder / "tasks").mkdir()
    (folder / "tasks" / "main.yml").write_text("".join(tasks))


def _nesting(folder: Path, size: int) -> None:
    opened_and_closed = {
        "flow.yaml": ("schedule: ", "[", "]"),
        "block.json": ('{"schedule": ', "[", "]}"),
        "call.py": ("fail_json(", "(", "))"),
        "script.sh": ("set -e\nexit 1\n", "$(", ")"),
        "quote.md": ("# Backup\n", ">", " run it daily\n"),
        "block.tf": ("schedule_expression = ", "[", "]"),
    }
    for name, (start, opened, closed) in opened_and_closed.items():
        (folder / name).write_text(start + opened * size + closed * size)


def _tiny_files(folder: Path, size: int) -> None:
    for number in range(size):
        below = folder / f"f{number // 100}"
        below.mkdir(exist_ok=True)
        name = "name" if number % 20 else "schedule"
        (below / f"job{number}.yaml").write_text(f"{name}: '{number % 60} 3 * * *'\n")


_ONE_YAML = ("[", "{job: dump, hours: [3, 15]}, ", "{schedule: '0 3 * * *'}, ", "{}]")
_ONE_JSON = ("[", '{"job": "dump", "hours": [3, 15]}, ', '{"schedule": "0 3 * * *"}, ', "{}]")
_ONE_PYTHON = ("jobs = [", "dict(name='dump', hours=(3, 15)), ", "module.fail_json(msg='no dump'), ", "None]")
_ONE_SHELL = ("set -e; ", "cp /srv/dump /srv/kept; ", "test -s /srv/dump || exit 1; ", "exit 2")
_ONE_MARKDOWN = ("# Backup: ", "The dump lies where it was put. ", "Run `dump` daily at 03:00. ", "Done.")
_LOG = ("", "- {at: '2024-05-01T03:00:00Z', job: dump, status: done}\n", "- {job: dump, schedule: '0 3 * * *'}\n", "")

_JUST_READ, _REFUSED = 7_800_000, 10_000_000
"""Bytes below and above the 8 MiB that ddd reads of one file."""

CASES = (
    Case("YAML of one line", _repeated("one.yaml", *_ONE_YAML), _JUST_READ, _REFUSED),
    Case("JSON of one line", _repeated("one.json", *_ONE_JSON), _JUST_READ, _REFUSED),
    Case("Python of one line", _repeated("one.py", *_ONE_PYTHON), _JUST_READ, _REFUSED),
    Case("shell of one line", _repeated("one.sh", *_ONE_SHELL), _JUST_READ, _REFUSED),
    Case("Markdown of one line", _repeated("one.md", *_ONE_MARKDOWN), _JUST_READ, _REFUSED),
    Case("YAML of 100,000 lines", _task_list, 100_000),
    Case("six files nested 100,000 deep", _nesting, 100_000, 100_000),
    Case("8,000 files of one line", _tiny_files, 8_000),
    Case("one huge YAML file", _repeated("history.yaml", *_LOG), _JUST_READ, 200_000_000),
)
