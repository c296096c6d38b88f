"""Says where in a repository the roles, task files, scripts and templates that an Ansible file names may stand."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ddd.scan.components import role_folder

_OWN_FOLDER = re.compile(r"\{\{\s*(?P<name>role_path|playbook_dir)\s*\}\}")
_MAX_FOLDERS = 12


def role_tasks(path: str, role: str, tasks_from: str = "") -> Iterator[str]:
    """Yield where the tasks of a role may stand, the nearest `roles` folder first."""
    name = role.rpartition(".")[2] if role.count(".") >= 2 and "/" not in role else role
    if not name or "{{" in role + tasks_from:
        return
    suffixes = ("",) if tasks_from.endswith((".yml", ".yaml")) else (".yml", ".yaml")
    for folder in dict.fromkeys(_role_folders(path)):
        for suffix in suffixes:
            yield from _inside(posixpath.join(folder, name, "tasks", (tasks_from or "main") + suffix))


def of_role_or_playbook(path: str, name: str, folder: str) -> Iterator[str]:
    """Yield where a file named in the file at `path` may stand: in `folder` of its role, or beside its playbook."""
    role = role_folder(path)
    home = posixpath.dirname(path) if role is None else role
    if _OWN_FOLDER.match(name):
        yield from _inside(posixpath.join(home, _OWN_FOLDER.sub(".", name, count=1)))
    elif not name.startswith("/"):
        yield from _inside(posixpath.join(home, folder, name))
        if role is None or name.startswith("./"):
            yield from _inside(posixpath.join(home, name))


def task_file(path: str, name: str) -> Iterator[str]:
    """Yield where a task file or playbook named in the file at `path` may stand: beside it, or in its role's tasks."""
    here, role = posixpath.dirname(path), role_folder(path)
    if _OWN_FOLDER.match(name):
        yield from _inside(posixpath.join(here if role is None else role, _OWN_FOLDER.sub(".", name, count=1)))
    elif name.endswith((".yml", ".yaml")) and not name.startswith("/") and "{{" not in name:
        for folder in dict.fromkeys((here, here if role is None else posixpath.join(role, "tasks"))):
            yield from _inside(posixpath.join(folder, name))


def _role_folders(path: str) -> Iterator[str]:
    """Yield the folders that may hold the roles named at `path`: beside its own role, and every `roles` above it."""
    role = role_folder(path)
    folder = posixpath.dirname(path if role is None else role)
    if role:
        yield folder
    for _ in range(_MAX_FOLDERS):
        yield posixpath.join(folder, "roles")
        if not folder:
            return
        folder = posixpath.dirname(folder)


def _inside(path: str) -> Iterator[str]:
    """Yield the path in its shortest form, unless it leads out of the repository."""
    path = posixpath.normpath(path) if "{{" not in path else path.replace("/./", "/").removeprefix("./")
    if not path.startswith(("../", "/")) and path not in (".", ".."):
        yield path
