"""What a JSON Schema refuses, in words a person understands."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from ddd.documents.places import Place

if TYPE_CHECKING:
    from jsonschema import ValidationError

_KINDS = {
    "number": "a number",
    "integer": "a whole number",
    "string": "text",
    "array": "a list",
    "object": "a block of keys",
    "boolean": "true or false",
    "null": "nothing",
}
_LONGEST_VALUE = 60


class Fault(Exception):
    """Something wrong in a document: what, where (a pointer, or a place), and what to do."""

    def __init__(
        self,
        what: str,
        pointer: tuple[str | int, ...] = (),
        *,
        place: Place = (1, 1),
        is_key: bool = False,
        advice: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        self.pointer = pointer
        self.place = place
        self.is_key = is_key
        """The key is wrong, not the value under it."""
        self.advice = advice


def in_words(fault: ValidationError) -> Fault:
    """Return what a schema's refusal means to whoever wrote the file."""
    fault = _meant(fault)
    pointer = tuple(fault.absolute_path)
    if fault.validator == "additionalProperties":
        return _unknown_key(fault, pointer)
    if "propertyNames" in fault.absolute_schema_path:
        what = f"“{fault.instance}” is no name for what stands here"
        return Fault(what, (*pointer, str(fault.instance)), is_key=True, advice=_description(fault))
    says = _SAYS.get(str(fault.validator))
    what = says(_subject(pointer), fault) if says else f"{_subject(pointer)}: {fault.message}"
    return Fault(what, pointer, advice=_advice(fault))


def _meant(fault: ValidationError) -> ValidationError:
    """Of several forms that a value may have, take the one it comes nearest to; itself where it is none of them."""
    while fault.validator in ("oneOf", "anyOf") and fault.context:
        of_that_form = [one for one in fault.context if not _of_another_form(one, fault.context)]
        if not of_that_form:
            return fault
        fault = of_that_form[0]
    return fault


def _of_another_form(one: ValidationError, others: list[ValidationError]) -> bool:
    form = one.schema_path[0]
    return any(
        other.validator == "type" and not other.relative_path for other in others if other.schema_path[0] == form
    )


def _unknown_key(fault: ValidationError, pointer: tuple[str | int, ...]) -> Fault:
    assert isinstance(fault.schema, dict)
    known = list(fault.schema.get("properties", {}))
    unknown = min(str(key) for key in cast(dict[str, Any], fault.instance) if key not in known)
    near = difflib.get_close_matches(unknown, known, n=1)
    advice = f"did you mean “{near[0]}”?" if near else f"known here: {', '.join(known)}"
    return Fault(f"unknown key “{unknown}”", (*pointer, unknown), is_key=True, advice=advice)


def _subject(pointer: tuple[str | int, ...]) -> str:
    names = [part for part in pointer if isinstance(part, str)]
    whole = f"“{names[-1]}”" if names else "this"
    return f"entry {pointer[-1] + 1} of {whole}" if pointer and isinstance(pointer[-1], int) else whole


def _value(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"“{str(value).lower()}”"
        case int() | float():
            return f"the number {value}"
        case str():
            short = value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
            return f"the text “{short}”" if value else "an empty text"
    return _KINDS["array" if isinstance(value, list) else "object"]


def _wrong_type(subject: str, fault: ValidationError) -> str:
    value = cast("str | list[str]", fault.validator_value)
    wanted = value if isinstance(value, list) else [value]
    return f"{subject} must be {' or '.join(_KINDS[one] for one in wanted)}, not {_value(fault.instance)}"


def _lacking(subject: str, fault: ValidationError) -> str:
    wanted, there = cast(list[str], fault.validator_value), cast(dict[str, Any], fault.instance)
    lacks = [f"“{name}”" for name in wanted if name not in there]
    return f"{subject} lacks {' and '.join(lacks)}"


def _no_form(subject: str, fault: ValidationError) -> str:
    kinds = dict.fromkeys(str(one.validator_value) for one in fault.context or () if one.validator == "type")
    return f"{subject} must be {' or '.join(_KINDS.get(one, one) for one in kinds)}, not {_value(fault.instance)}"


def _no_choice(subject: str, fault: ValidationError) -> str:
    return f"{subject} may not be {_value(fault.instance)}"


def _bound(words: str) -> Callable[[str, ValidationError], str]:
    return lambda subject, fault: f"{subject} must be {words} {fault.validator_value}, not {fault.instance}"


def _too_few(subject: str, fault: ValidationError) -> str:
    return f"{subject} may not be empty"


def _too_many(subject: str, fault: ValidationError) -> str:
    return f"{subject} is longer than {fault.validator_value}"


_SAYS: dict[str, Callable[[str, ValidationError], str]] = {
    "type": _wrong_type,
    "required": _lacking,
    "oneOf": _no_form,
    "anyOf": _no_form,
    "enum": _no_choice,
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("more than"),
    "minItems": _too_few,
    "minLength": _too_few,
    "minProperties": _too_few,
    "maxItems": _too_many,
    "maxProperties": _too_many,
    "maxLength": _too_many,
    "uniqueItems": lambda subject, _: f"{subject} says the same twice",
    "pattern": lambda subject, fault: f"{subject} may not be written {_value(fault.instance)}",
    "not": lambda subject, fault: f"{subject} may not be written {_value(fault.instance)}",
}


def _advice(fault: ValidationError) -> str:
    if fault.validator == "enum":
        choices = [str(one) for one in cast(list[Any], fault.validator_value)]
        near = difflib.get_close_matches(str(fault.instance), choices, n=1)
        return f"did you mean “{near[0]}”?" if near else f"one of: {', '.join(choices)}"
    if fault.validator == "required" and isinstance(fault.schema, dict):
        known = fault.schema.get("properties", {})
        lacks = [name for name in cast(list[str], fault.validator_value) if name not in cast(Any, fault.instance)]
        return "\n  ".join(f"{name}: {known[name].get('description', '')}" for name in lacks if name in known)
    return _description(fault)


def _description(fault: ValidationError) -> str:
    told = fault.schema.get("description", "") if isinstance(fault.schema, dict) else ""
    return str(told)
