"""Reads whether the variables and outputs of Terraform modules are described."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._hcl import first_fault
from ddd.extractors.documentation._words import says
from ddd.extractors.terraform import resources
from ddd.extractors.terraform._files import CONFIGURATION, blocks
from ddd.model import Problem, Unit
from ddd.scan.examples import is_example
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

NAME = "terraform-descriptions"
_OTHER_TEMPLATES = ("{{", "{%", "<%", "[[")
_KINDS = {"variable": "terraform_variable", "output": "terraform_output"}


@extractor(NAME, paths=CONFIGURATION, literals=tuple(_KINDS), documentation=True)
def terraform_descriptions(source: Source) -> Iterator[Unit | Problem]:
    """Find the variables and outputs of Terraform modules, and whether each has a description.

        variable "retention_days" {
          description = "How long backups are kept."
        }

    A folder is a module: a variable is named by it and its own name (`modules/backup:retention_days`), whichever file
    it stands in. An empty description is none, nor is a placeholder. What Terragrunt and generators make is not seen.
    Format: https://developer.hashicorp.com/terraform/language/block/variable.
    """
    if source.is_template:
        return
    folder = source.path.rpartition("/")[0]
    for block in blocks(source):
        kind = _KINDS.get(block.kind)
        if kind is None or not block.labels or is_example(kind, source.path):
            continue
        yield Unit(
            kind=kind,
            name=f"{folder}:{block.labels[0]}" if folder else block.labels[0],
            documented=("description",) if says(block.body.literal("description")) else (),
            evidence=(source.at(block.body.line, block.body.column),),
        )
    is_hcl = not source.path.endswith(".json") and not any(sign in source.text for sign in _OTHER_TEMPLATES)
    told_of = resources.terraform.selected_by(source.data)
    if is_hcl and not told_of and (line := first_fault(source)):
        yield Problem(source.path, line, NAME, "not HCL here: what stands around it was read")
