"""The files that `ddd init` writes, and that it writes over nobody's work."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from ddd import resources
from ddd.errors import UsageError
from ddd.files import replace_file
from ddd.model import Artifact
from ddd.setup.systems import GITLAB_FILE, System
from ddd.spec import Spec
from ddd.templating import environment
from ddd.version import __version__

CONFIG = ".ddd.yaml"
SCHEMA = ".ddd/config.schema.json"
GITLAB_JOB = ".gitlab/ddd.yml"
GITHUB_JOB = ".github/workflows/maintenance.yml"


@dataclass(frozen=True, slots=True)
class Kit:
    """What is written, and what is left for a person to do."""

    files: tuple[Artifact, ...]
    to_add: str = ""
    """Lines for a file that is there already and stays as it is: those that bring the job into the pipeline."""


def kit(root: Path, system: System, spec: Spec, score: float | None = None) -> Kit:
    """Return the files for the repository at `root`. Nothing is written.

    `score` is its Maintenance Coverage, 0 to 100: rounded down it becomes the first threshold; None leaves ddd's own.
    """
    config = _rendered(
        "ddd.yaml.j2",
        spec=spec,
        schema=SCHEMA,
        score=score,
        threshold=None if score is None else math.floor(score),
    )
    schema = (resources.specs() / Path(SCHEMA).name).read_text(encoding="utf-8")
    common = (Artifact(path=CONFIG, text=config), Artifact(path=SCHEMA, text=schema))
    match system:
        case System.NONE:
            return Kit(common)
        case System.GITHUB:
            return Kit((*common, Artifact(path=GITHUB_JOB, text=_rendered("github.yml.j2", version=__version__))))
        case System.GITLAB:
            return _for_gitlab(root, common)
    assert_never(system)


def _for_gitlab(root: Path, common: tuple[Artifact, ...]) -> Kit:
    """The job is the component as it is; a pipeline that is there is a person's, and only told of."""
    component = (resources.templates() / "maintenance" / "template.yml").read_text(encoding="utf-8")
    include = _rendered("gitlab-ci.yml.j2", job=GITLAB_JOB)
    files = (*common, Artifact(path=GITLAB_JOB, text=component))
    if (root / GITLAB_FILE).exists():
        return Kit(files, to_add=include)
    return Kit((*files, Artifact(path=GITLAB_FILE, text=include)))


def refuse_to_overwrite(root: Path, files: tuple[Artifact, ...], *, force: bool) -> None:
    """Raise UsageError when one of the files is there and says something else, or cannot lie where it should.

    With `force` files are overwritten; links are not followed and no second configuration is made even then.
    """
    if not root.is_dir():
        raise UsageError("no such folder", where=str(root), advice="give the folder of a repository, or run ddd in it")
    for other in _other_configurations(root):
        raise UsageError(
            f"holds the configuration of ddd already: {CONFIG} beside it would be a second one",
            where=str(root / other),
            advice="--print shows what would be written; copy from it what you need",
        )
    for file in files:
        _refuse_a_link(root, file.path)
    there = [file.path for file in files if _differs(root / file.path, file.text)]
    if there and not force:
        raise UsageError(
            f"there already: {', '.join(there)}",
            where=str(root),
            advice="--print shows what would be written, --force overwrites",
        )


def write(root: Path, files: tuple[Artifact, ...]) -> Iterator[Path]:
    """Write the files that are not there as they should be, each at once; yield each when it is written.

    Raises UsageError when one cannot be written.
    """
    for file in files:
        target = root / file.path
        if target.is_file() and not _differs(target, file.text):
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"may not be made: {error.strerror}", where=str(target.parent), advice="check its permissions"
            ) from None
        replace_file(target, file.text)
        yield target


def printed(files: tuple[Artifact, ...]) -> str:
    """Return the files for people as one text, each after a line with its name; without the schema."""
    return "\n".join(f"# ==> {file.path}\n{file.text}" for file in files if file.path != SCHEMA)


def next_steps(parts: Kit, system: System) -> str:
    """Return what a person does next, in words."""
    told = f"Add to {GITLAB_FILE}:\n\n{parts.to_add}\n" if parts.to_add else ""
    if system == System.NONE:
        told += "No job for a pipeline: `ddd init --print --ci gitlab` (or github) shows one.\n"
    return f"{told}Next: ddd validate-maintenance-coverage, ddd lint, ddd generate-runbooks"


def _rendered(template: str, **values: object) -> str:
    made = environment(resources.templates() / "init", html=False)
    return made.get_template(template).render(values)


def _other_configurations(root: Path) -> Iterator[str]:
    if (root / ".ddd.yml").exists():
        yield ".ddd.yml"
    project = root / "pyproject.toml"
    if project.is_file():
        try:
            tools = tomllib.loads(project.read_text(encoding="utf-8", errors="replace")).get("tool")
        except tomllib.TOMLDecodeError:
            return  # others will tell; it holds no configuration that ddd could read
        if isinstance(tools, dict) and "ddd" in tools:
            yield "pyproject.toml"


def _refuse_a_link(root: Path, path: str) -> None:
    """A repository may bring links along; writing through one would change a file outside it."""
    for place in (Path(path), *Path(path).parents):
        if (root / place).is_symlink() and place != Path():
            raise UsageError(
                "is a symbolic link and not written through", where=str(root / place), advice="remove the link"
            )


def _differs(file: Path, text: str) -> bool:
    """Tell whether something is there that is not `text`."""
    if not file.exists():
        return False
    return not file.is_file() or file.read_bytes() != text.encode()
