"""Small repositories for tests: a dictionary of path and text becomes a folder."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent


def written(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else dedent(content).lstrip("\n").encode())
    return root
