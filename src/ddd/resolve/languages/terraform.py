"""Terraform: `var.nightly` and `local.jobs.nightly`, which stand in the files of the same folder.

Files of values come first, as Terraform ranks them: `*.auto.tfvars` and `terraform.tfvars` are always read, the others
(`env/production.tfvars`) only when somebody names them. Format:
https://developer.hashicorp.com/terraform/language/values/variables
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_OPENING = re.compile(r"\$\{(?P<name>[^{}]{1,300})\}")
_CONFIGURATION = (".tf", ".tofu", ".tf.json")
_DEEPEST = 3
"""Folders below a module in which a file of values for an environment may stand."""


def _holders(name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    below = list(_below(folder, paths))
    if name.startswith("var."):
        values = [one for one in below if one.endswith((".tfvars", ".tfvars.json"))]
        yield from sorted(values, key=lambda one: not is_always_read(one, folder))
    yield from (one for one in below if one.endswith(_CONFIGURATION) and one.rpartition("/")[0] == folder)


def is_always_read(path: str, folder: str) -> bool:
    """Tell whether Terraform reads a file of values unasked when it is run in `folder`."""
    above, _, name = path.rpartition("/")
    own = name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith((".auto.tfvars", ".auto.tfvars.json"))
    return own and above == folder


def _below(folder: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the files of a folder and, not far below it, those of its environments. `paths` are sorted."""
    start = f"{folder}/" if folder else ""
    for index in range(bisect_left(paths, start), len(paths)):
        path = paths[index]
        if not path.startswith(start):
            return
        if path.count("/", len(start)) <= _DEEPEST:
            yield path


LANGUAGE = Language("terraform", _OPENING, _holders, loops_over_sets=True)
