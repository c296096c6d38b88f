"""The example's generated pages: committed, so that a change of the product can be read as a diff.

`python -m tests.example_output` (or `make update`) rewrites them.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import ddd
from ddd.renderers import forms
from ddd.renderers.writing import folder as writing

EXAMPLE = Path(__file__).parent.parent / "examples" / "ansible_baseline"
PAGES = EXAMPLE / "runbooks"
OTHER_FORMS = EXAMPLE.parent / "forms"
"""The same in every form but Markdown, each in a folder of its name."""
AS_OF = date(2026, 1, 1)


def write(folder: Path, form: str = "markdown") -> list[Path]:
    return ddd.generate_runbooks(EXAMPLE, folder, form=form, as_of=AS_OF)


def texts(folder: Path) -> dict[str, str]:
    """Return every file below a folder by its path, but for the list of them."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != writing.LIST)
    return {file.relative_to(folder).as_posix(): file.read_bytes().decode() for file in files}


def folder_of(form: str) -> Path:
    return PAGES if form == "markdown" else OTHER_FORMS / form


if __name__ == "__main__":
    for form in forms():
        shutil.rmtree(folder_of(form), ignore_errors=True)
        ddd.generate_runbooks(EXAMPLE, folder_of(form), form=form, as_of=AS_OF)
