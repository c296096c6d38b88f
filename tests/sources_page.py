"""`docs/sources.md`, made of docstrings: `python -m tests.sources_page` (or `make update`) rewrites it."""

from __future__ import annotations

import sys
from pathlib import Path

from ddd.reports.explanations import sources_page

PAGE = Path(__file__).parent.parent / "docs" / "sources.md"


def update() -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(sources_page(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(update())
