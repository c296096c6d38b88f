"""Says which component a file belongs to, by its path alone: the role, the chart or the folder it is a part of."""

from __future__ import annotations

from functools import lru_cache

_ROLE_PARTS = frozenset({"tasks", "handlers", "defaults", "vars", "meta", "templates", "files"})


@lru_cache(maxsize=1_000)
def component_of(path: str) -> str:
    """Return the folder a file belongs to: its role if it is in one, else the folder it stands in; the root is ''."""
    role = role_folder(path)
    if role is not None:
        return role
    folders = path.split("/")[:-1]
    for index in range(len(folders) - 2, -1, -1):
        if folders[index] == "roles":
            return "/".join(folders[: index + 2])
    return "/".join(folders)


def role_folder(path: str) -> str | None:
    """Return the folder whose part (`tasks/`, `templates/`, …) a file is in ('' for a repository that is one role).

    Roles may stand in groups: `roles/custom/backup/tasks/main.yml` belongs to `roles/custom/backup`. None: in no role.
    """
    folders = path.split("/")[:-1]
    above = max((index + 2 for index, folder in enumerate(folders[:-1]) if folder == "roles"), default=0)
    parts = (index for index in range(above, len(folders)) if folders[index] in _ROLE_PARTS)
    return next(("/".join(folders[:index]) for index in parts), None)
