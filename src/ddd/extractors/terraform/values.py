"""The values that variables, locals and files of values give, for schedules that name them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ddd.extractors._hcl import INTERPOLATION, Kind, Value
from ddd.extractors.terraform._files import CONFIGURATION, OF_VALUES, VALUES, Block, blocks, container, named, values
from ddd.model import Definition
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

MAX_DEPTH = 8
MAX_VALUES = 5_000

_ALWAYS_READ = (".auto.tfvars", ".auto.tfvars.json")


@extractor("terraform-values", paths=(*CONFIGURATION, *VALUES), values_of="terraform")
def terraform_values(source: Source) -> Iterator[Definition]:
    """Read `locals`, the defaults of variables and `*.tfvars`, when a fact asks for `local.nightly` or `var.hour`.

    Nested values get dotted names (`local.jobs.nightly.schedule`). A file of values that Terraform reads only when told
    (`production.tfvars`) holds for one environment; so does each arm of `var.production ? … : …`.
    Format: https://developer.hashicorp.com/terraform/language/values.
    """
    yield from islice(_definitions(source), MAX_VALUES)


def _definitions(source: Source) -> Iterator[Definition]:
    if source.installed_path.endswith(OF_VALUES):
        name = source.installed_path.rsplit("/", 1)[-1]
        conditional = not (name.startswith("terraform.tfvars") or name.endswith(_ALWAYS_READ))
        yield from _flattened(source, values(source), "var", 0, conditional)
        return
    for block in blocks(source):
        yield from _of_block(source, block)


def _of_block(source: Source, block: Block) -> Iterator[Definition]:
    if block.kind == "locals":
        yield from _flattened(source, block.body, "local", 0, False)
    elif block.kind == "variable" and block.labels:
        default = block.body.get("default")
        if default:
            yield from _flattened(source, default, f"var.{block.labels[0]}", 0, False)
    elif block.kind in ("resource", "module"):
        entries = block.body.get("for_each")
        if entries and (entries.kind in (Kind.OBJECT, Kind.LIST) or entries.items):
            yield from _flattened(source, entries, f"{block.address}.for_each", 0, False)


def _flattened(source: Source, value: Value, name: str, depth: int, conditional: bool) -> Iterator[Definition]:
    below: Iterator[tuple[str, Value]] = iter(())
    match value.kind:
        case Kind.OPEN if value.items:
            below = ((name, item) for item in value.items)
        case Kind.TEXT | Kind.OPEN:
            yield from _definition(source, value, name, conditional)
        case Kind.CHOICE:
            below, conditional = ((name, arm) for arm in value.items), True
        case Kind.LIST:
            below = ((f"{name}.{number}", item) for number, item in enumerate(value.items))
        case Kind.OBJECT:
            below = ((f"{name}.{key}", entry) for key, entry in value.entries if "." not in key)
    for inner, entry in below if depth < MAX_DEPTH else ():
        yield from _flattened(source, entry, inner, depth + 1, conditional)


def _definition(source: Source, value: Value, name: str, conditional: bool) -> Iterator[Definition]:
    text = _normal(value)
    if text is not None:
        place = source.at(value.line, value.column)
        kind, language = "variable", "terraform"
        yield Definition(kind=kind, language=language, name=name, value=text, conditional=conditional, evidence=place)


def _normal(value: Value) -> str | None:
    """Return the text with its interpolations as plain names; None where one of them names nothing."""
    if value.kind is Kind.OPEN and (through := container(value, "")):
        return f"${{{through}}}"
    names = {match[0]: named(match["body"], {}) for match in INTERPOLATION.finditer(value.text)}
    if not all(names.values()) or value.text.count("${") != len(INTERPOLATION.findall(value.text)):
        return None
    return INTERPOLATION.sub(lambda match: f"${{{names[match[0]]}}}", value.text)
