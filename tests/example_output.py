"""The example's generated pages: committed, so that a change of the product can be read as a diff.

`python -m tests.example_output` (or `make update`) rewrites them.
"""

from __future__ import annotations

from pathlib import Path

import ddd

EXAMPLE = Path(__file__).parent.parent / "examples" / "ansible_baseline"
PAGES = EXAMPLE / "runbooks"


def write(folder: Path) -> list[Path]:
    return ddd.generate_runbooks(EXAMPLE, folder)


if __name__ == "__main__":
    write(PAGES)
