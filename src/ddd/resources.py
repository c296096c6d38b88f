"""Where the specs and the templates stand: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

_MODULE = Path(__file__).resolve()


def specs() -> Path:
    """Return the folder of the maintenance specs. Raises FileNotFoundError when this installation has none."""
    return _folder("specs", _MODULE)


def templates() -> Path:
    """Return the folder of the templates. Raises FileNotFoundError when this installation has none."""
    return _folder("templates", _MODULE)


def _folder(name: str, module: Path) -> Path:
    """Prefer the checkout: an editable install may hold a stale copy beside the module, or none."""
    checkout = module.parents[2]
    packaged = module.parent / "_data" / name
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    if packaged.is_dir():
        return packaged
    raise FileNotFoundError(f"this installation of ddd has no {name!r}: neither {checkout / name} nor {packaged}")
