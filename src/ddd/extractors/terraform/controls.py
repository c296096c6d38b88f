"""Reads Terraform's resources for what an auditor asks for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ddd.extractors._hcl import Kind, Value, document
from ddd.extractors.controls._attributes import STILL_AT_HAND, Attribute, Form
from ddd.extractors.controls._keys import kept, told
from ddd.extractors.controls._words import DATA_ARCHIVING, DELETION_PROTECTION, FOREVER, LOG_RETENTION, amount
from ddd.extractors.terraform._control_table import AMOUNTS, CONTROLS, FLAGS, KEPT_FOREVER, LITERALS
from ddd.extractors.terraform._facts import Found, arms, name_of, scope_of, select, switch
from ddd.extractors.terraform._files import CONFIGURATION, Block, Scope, blocks, references
from ddd.model import Confidence, Control, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "terraform"
_DEEPEST = 8
_MOST = 500
_OPEN = "${"
_GOOGLE_AGE = "lifecycle_rule.condition.age"
_WORDS_OF_NOTHING = frozenset({"", "null", "none", "off", "no one"})


@extractor("terraform-controls", paths=(*CONFIGURATION, "terragrunt.hcl"), literals=LITERALS)
def terraform_controls(source: Source) -> Iterator[Control]:
    """Find in Terraform and OpenTofu how long things are kept, what is recorded, encrypted, approved and protected.

        resource "aws_cloudwatch_log_group" "api" {
          retention_in_days = 365
        }

    Resources of AWS, Azure and Google Cloud: retention of logs, backups, snapshots and objects, trails and flow logs,
    access logs, encryption at rest, rotation of keys, versioning, protection against deletion (`0` days where a secret
    is deleted at once); protected branches, required reviews and reviewers of environments at GitHub, GitLab and Azure
    DevOps; `auto_apply = false`; `prevent_destroy = true` of any resource. A log group without `retention_in_days`, or
    with 0, is kept `forever`. In modules, in Terragrunt's inputs
    and in resources no table knows, names about retention count (`backup_retention_days = 35`). Switches count where
    they are on. `var.x` and `local.x` are followed within the folder; `a ? b : c` gives both, each with its condition.
    Not seen: policies in JSON (lifecycle policies of registries), what a module does with its inputs.
    Format: https://developer.hashicorp.com/terraform/language.
    """
    if source.installed_path.endswith(".hcl"):
        inputs = document(source).get("inputs")
        if inputs:
            yield from _of_keys(source, Block("inputs", ("inputs",), inputs), set())
        return
    for block in blocks(source):
        if block.kind == "resource" and len(block.labels) == 2:
            yield from _of_resource(source, block)
        elif block.kind == "module":
            yield from _of_keys(source, block, set())


def _of_resource(source: Source, block: Block) -> Iterator[Control]:
    used: set[int] = set()
    for attribute in CONTROLS.get(block.labels[0], ()):
        every = list(select(Found(block.body, (), scope_of(block)), attribute.path))
        used.update(id(found.value) for found in every)
        for found in _together(every) if attribute.form is Form.TEXT else every:
            yield from _of_attribute(source, block, found, attribute)
    yield from _kept_forever(source, block)
    for found in select(Found(block.body, (), scope_of(block)), "lifecycle.prevent_destroy"):
        if found.value.text == "true":
            yield _control(source, block, found, found.value, (DELETION_PROTECTION, "prevent_destroy", ""))
    yield from _of_keys(source, block, used)


def _together(every: list[Found]) -> Iterator[Found]:
    """Yield what was found, the texts of one list together."""
    for _, group in groupby(every, lambda found: id(found.holders[-1]) if found.holders else 0):
        same = list(group)
        first = same[0].value
        listed = Value(Kind.LIST, "", first.line, first.column, items=tuple(one.value for one in same))
        yield same[0] if len(same) == 1 else Found(listed, same[0].holders, same[0].scope)


def _of_attribute(source: Source, block: Block, found: Found, attribute: Attribute) -> Iterator[Control]:
    label = attribute.path.rpartition(".")[2]
    if attribute.path == _GOOGLE_AGE and (action := _action(found)) != "delete":
        if action != "setstorageclass":
            return
        attribute = replace(attribute, control=DATA_ARCHIVING)
    if attribute.path.endswith("transition.days") and _class_of(found) in STILL_AT_HAND:
        return
    if not attribute.path:
        yield _control(source, block, found, found.value, (attribute.control, block.labels[0], ""))
        return
    if found.value.kind is Kind.LIST and attribute.form is Form.TEXT:
        texts = [one.text.removeprefix(_OPEN).removesuffix("}") for one in found.value.items if one.text]
        if texts and (not attribute.allowed or attribute.allowed & {one.lower() for one in texts}):
            yield _control(source, block, found, found.value, (attribute.control, ", ".join(texts)[:300], ""))
        return
    for value, condition in arms(found.value):
        if value.kind not in (Kind.TEXT, Kind.OPEN):
            continue
        said = _said(value, attribute, label)
        if said is not None:
            note = "; ".join(filter(None, (condition, attribute.zero if said[0] == "0" else "")))
            yield _control(source, block, found, value, (attribute.control, *said), note, label)


def _class_of(found: Found) -> str:
    return found.holders[-1].literal("storage_class").upper() if found.holders else ""


def _action(found: Found) -> str:
    """Return what a rule of a Google bucket does with the objects that its condition meets."""
    action = found.holders[-2].get("action") if len(found.holders) > 1 else None
    return action.literal("type").lower() if action else ""


def _said(value: Value, attribute: Attribute, label: str) -> tuple[str, str] | None:
    """Return value and unit, or None where the attribute says that there is no such control."""
    text = value.text.strip()
    if _OPEN in text and (value.kind is Kind.OPEN or attribute.form is Form.AMOUNT):
        is_known = bool(references({}, text)[:1]) and references({}, text)[0].variable != ""
        if attribute.form is Form.TEXT:
            return text if is_known else text.replace(_OPEN, "").replace("}", ""), ""
        return (text, attribute.unit) if is_known or attribute.form is Form.AMOUNT else None
    match attribute.form:
        case Form.FLAG | Form.OFF:
            wanted = ("true", "1", "enabled") if attribute.form is Form.FLAG else ("false",)
            is_it = text.lower() in wanted
            return (label if attribute.form is Form.FLAG else f"{label} = false", "") if is_it else None
        case Form.AMOUNT:
            found = amount(text)
            is_it = found is not None and (found.value != "0" or bool(attribute.zero))
            return (found.value, found.unit or attribute.unit) if found and is_it else None
        case Form.TEXT:
            is_it = text.lower() in attribute.allowed if attribute.allowed else text.lower() not in _WORDS_OF_NOTHING
            return (text[:300], "") if is_it else None


def _kept_forever(source: Source, block: Block) -> Iterator[Control]:
    key = KEPT_FOREVER.get(block.labels[0])
    if not key:
        return
    value = block.body.get(key)
    if value is None or value.kind is Kind.NULL or (value.kind is Kind.TEXT and value.text == "0"):
        is_told = value is not None
        note = "" if is_told else f"no {key}: the provider never deletes"
        found = Found(block.body, (), scope_of(block))
        yield _control(
            source, block, found, value if is_told and value else block.body, (LOG_RETENTION, FOREVER, ""), note
        )


def _of_keys(source: Source, block: Block, used: set[int]) -> Iterator[Control]:
    """Yield what the names of keys say, at any depth."""
    count = 0
    for path, found in _walk(Found(block.body, (), scope_of(block)), (), 0):
        if id(found.value) in used:
            continue
        for fact in _of_key(source, block, path, found):
            yield fact
            count += 1
        if count > _MOST:
            return


def _of_key(source: Source, block: Block, path: tuple[str, ...], found: Found) -> Iterator[Control]:
    key = path[-1]
    if block.kind != "resource" and key in AMOUNTS:
        yield from _of_attribute(source, block, found, AMOUNTS[key])
        return
    flag = FLAGS.get(key) if block.kind != "resource" else None
    kind = kept(key, (*reversed(path[:-1]), *reversed(block.labels), block.body.literal("source")))
    for value, condition in arms(found.value):
        if flag and value.text == "true":
            yield _control(source, block, found, value, (flag, key, ""), condition, key, Confidence.MEDIUM)
        elif kind and value.kind in (Kind.TEXT, Kind.OPEN):
            said = told(value.text, kind) if _OPEN not in value.text else None
            named = references(found.scope, value.text) if value.kind is Kind.OPEN else ()
            if said and said.value != "0":
                words = (kind.control, said.value, said.unit)
                yield _control(source, block, found, value, words, condition, key, Confidence.MEDIUM)
            elif named and named[0].variable:
                words = (kind.control, value.text, kind.unit)
                yield _control(source, block, found, value, words, condition, key, Confidence.MEDIUM)


def _walk(found: Found, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], Found]]:
    if depth > _DEEPEST:
        return
    for item in found.value.items if found.value.kind is Kind.LIST else ():
        yield from _walk(Found(item, found.holders, found.scope), path, depth + 1)
    for key, below in found.value.entries:
        inner = Found(below, (*found.holders, found.value), found.scope)
        if below.kind in (Kind.TEXT, Kind.CHOICE, Kind.OPEN):
            yield (*path, key), inner
        else:
            yield from _walk(inner, (*path, key), depth + 1)


def _scope(block: Block, label: str, text: str) -> str:
    """Return the address, and the attribute where the value does not name it."""
    address = "" if block.kind == "inputs" else block.address
    return address if label in text or not address else f"{address} {label}".strip()


def _control(
    source: Source,
    block: Block,
    found: Found,
    value: Value,
    words: tuple[str, str, str],
    condition: str = "",
    label: str = "",
    confidence: Confidence = Confidence.HIGH,
) -> Control:
    control, text, unit = words
    state, note = switch(source, found)
    scope: Scope = found.scope
    known = references(scope, text)
    if state is State.ACTIVE and _OPEN in text and not any(one.variable for one in known):
        state, known = State.UNRESOLVED, ()
    lines = {value.line: value.column, block.body.line: block.body.column}
    name = label if block.kind == "inputs" else name_of(block, found)
    return Control(
        system=_SYSTEM,
        name=name,
        control=control,
        value=text,
        unit=unit,
        scope=_scope(block, label, text),
        state=state,
        confidence=confidence,
        note="; ".join(filter(None, (condition, note))),
        references=tuple(dict.fromkeys((*known, *references(scope, name)))),
        evidence=tuple(source.at(line, column) for line, column in lines.items()),
    )
