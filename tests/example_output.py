"""The example's generated pages: committed, so that a change of the product can be read as a diff.

`python -m tests.example_output` (or `make update`) rewrites them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import ddd
from ddd.renderers.writing import folder as writing

EXAMPLE = Path(__file__).parent.parent / "examples" / "ansible_baseline"
PAGES = EXAMPLE / "runbooks"
AS_OF = date(2026, 1, 1)


def write(folder: Path, form: str = "markdown") -> list[Path]:
    return ddd.generate_runbooks(EXAMPLE, folder, form=form, as_of=AS_OF)


def texts(folder: Path) -> dict[str, str]:
    """Return every file below a folder by its path, but for the list of them."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != writing.LIST)
    return {file.relative_to(folder).as_posix(): file.read_bytes().decode() for file in files}


if __name__ == "__main__":
    write(PAGES)
