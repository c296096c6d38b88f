"""Says what a template of a monitoring file asks for: the values of a chart, or a variable of Ansible or Salt."""

from __future__ import annotations

from ddd.extractors import _jinja
from ddd.extractors.kubernetes._pipeline import operand
from ddd.extractors.kubernetes._template import is_helm
from ddd.extractors.prometheus._templates import marks
from ddd.model import Reference
from ddd.scan.source import Source

_HELM = "helm"
_ROOT = {".": "", "$": ""}


def references(source: Source, *texts: str) -> tuple[Reference, ...]:
    """Return what the texts ask of other files, each once; what Prometheus itself fills in asks nothing."""
    asked = dict.fromkeys(mark for text in texts for mark in marks(text))
    follow = _of_helm if is_helm(source) else _of_jinja
    return tuple(filter(None, map(follow, asked)))


def _of_helm(mark: str) -> Reference | None:
    found = operand(mark[2:-2].strip("-").strip(), _ROOT.get)
    path = found.path or ""
    default = found.default.literal if found.default else None
    return Reference(mark, _HELM, path.removeprefix("Values."), default) if path.startswith("Values.") else None


def _of_jinja(mark: str) -> Reference | None:
    is_of_go = "$" in mark or mark[2:].lstrip("- ").startswith(".")
    return None if is_of_go else next(iter(_jinja.references(mark)), None)
