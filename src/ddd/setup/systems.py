"""Which service runs the pipelines of a repository: told by the files there, else by where it is pushed to."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from ddd.errors import UsageError

GITLAB_FILE = ".gitlab-ci.yml"
_LONGEST_SETTINGS = 1_000_000
_ORIGIN = re.compile(r'^\[remote "origin"\][^\[]*?^[ \t]*url[ \t]*=[ \t]*(?P<url>\S+)', re.MULTILINE | re.DOTALL)
_HOST = re.compile(r"^(?:[a-z+]+://)?(?:[^@/]*@)?(?P<host>[^/:]+)")


class System(StrEnum):
    """A service that runs pipelines and for which there is a job."""

    GITLAB = "gitlab"
    GITHUB = "github"
    NONE = "none"


def named(name: str | None, root: Path) -> System:
    """Return the system a person named, or with None the one that `root` shows.

    Raises UsageError for a name that is none of them, and for a folder whose pipelines stand further up.
    """
    top = _top(root)
    if name is None:
        return System.NONE if top else _shown(root)
    if name not in list(System):
        raise UsageError(f"no pipelines of “{name}”", where="--ci", advice=f"there are: {', '.join(System)}")
    if top and name != System.NONE:
        raise UsageError(
            f"is not the top of its repository: pipelines are read from {top}",
            where=str(root),
            advice="run ddd init there, or take --ci none and add the job by hand",
        )
    return System(name)


def _top(root: Path) -> Path | None:
    """Return the top of the repository when `root` is a folder below it."""
    absolute = root.resolve()
    if (absolute / ".git").exists():
        return None
    return next((above for above in absolute.parents if (above / ".git").exists()), None)


def _shown(root: Path) -> System:
    gitlab, github = (root / GITLAB_FILE).exists(), (root / ".github").is_dir()
    if gitlab != github:
        return System.GITLAB if gitlab else System.GITHUB
    host = _host(root)
    return next((one for one in (System.GITLAB, System.GITHUB) if one in host), System.NONE)


def _host(root: Path) -> str:
    """Return the host of the remote `origin`; git is not asked, whose settings could start programs."""
    settings = root / ".git" / "config"
    if not settings.is_file():
        return ""
    with settings.open(encoding="utf-8", errors="replace") as file:
        origin = _ORIGIN.search(file.read(_LONGEST_SETTINGS))
    host = _HOST.match(origin["url"]) if origin else None
    return host["host"].lower() if host else ""
