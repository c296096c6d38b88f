"""What `docs/templates.md` says of each template, made of the code: `python -m tests.templates_page` rewrites it."""

from __future__ import annotations

import ast
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import msgspec
from jinja2 import Environment, meta, nodes
from markupsafe import Markup

from ddd.renderers import chapters, forms, templates
from tests.renderers import plans, reading

PAGE = Path(__file__).parent.parent / "docs" / "templates.md"
MARK = "<!-- From here on made of the code: make update -->\n"
_PLAIN = {str: "text", int: "number", float: "number", bool: "yes or no", type(None): "none"}


class Recorder:
    """Stands where the environment stands, and keeps what is passed to each template."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.passed: dict[str, dict[str, set[str]]] = {}
        self.types: dict[str, type] = {}

    def get_template(self, name: str) -> Recorded:
        return Recorded(self, name, self._environment.get_template(name).render)

    def keep(self, template: str, values: Mapping[str, Any]) -> None:
        known = self.passed.setdefault(template, {})
        for name, value in values.items():
            known.setdefault(name, set()).add(self.described(value))

    def described(self, value: Any) -> str:
        match value:
            case Markup():
                return "Markdown"
            case Enum():
                return self._named(type(value))
            case Mapping():
                return f"mapping of {self._all(value)} to {self._all(value.values())}" if value else "mapping"
            case list() | tuple() | set() | frozenset():
                return f"list of {self._all(value)}" if value else "list"
            case _ if _is_record(type(value)):
                return self._named(type(value))
            case _:
                return _PLAIN.get(type(value), type(value).__name__)

    def _all(self, values: Iterable[Any]) -> str:
        return " or ".join(sorted({self.described(one) for one in values}))

    def _named(self, kind: type) -> str:
        self.types[_label(kind)] = kind
        return f"`{_label(kind)}`"


class Recorded:
    def __init__(self, recorder: Recorder, name: str, render: Callable[..., str]) -> None:
        self._recorder, self._name, self._render = recorder, name, render

    def render(self, **values: Any) -> str:
        self._recorder.keep(self._name, values)
        return self._render(**values)


def _is_record(kind: type) -> bool:
    return is_dataclass(kind) or issubclass(kind, msgspec.Struct)


def recorded() -> Recorder:
    """Render all pages of several plans and return what was passed."""
    recorder = Recorder(templates._environment())
    with templates.rendered_by(typing.cast(Environment, recorder)):
        for plan in plans.PLANS.values():
            book = reading.book(plan)
            made = chapters(book)
            list(forms()["markdown"].bind(book, made))
    return recorder


def generated_part() -> str:
    recorder = recorded()
    return "\n".join((*_templates(recorder), *_filters(), *_types(recorder))) + "\n"


def page() -> str:
    return PAGE.read_text(encoding="utf-8").partition(MARK)[0] + MARK + generated_part()


def _templates(recorder: Recorder) -> Iterator[str]:
    folder = templates.folder()
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.j2"))
    yield "\n## What is passed to each template\n"
    yield "To each: `header` (Markdown: the line that says that the file is generated; begin with it) and"
    yield f'`context_version` (text: `"{templates.CONTEXT_VERSION}"`).'
    for name in names:
        yield f"\n### `{name}`\n"
        values = recorder.passed.get(name, {})
        values.pop("header", None)
        for key, kinds in sorted(values.items()):
            yield f"- `{key}`: {_merged(kinds)}"
        if name not in recorder.passed:
            yield from _part(folder, name, names)
        elif not values:
            yield "Nothing besides."


def _merged(kinds: set[str]) -> str:
    """Leave out what is only the empty form of another."""
    full = {one for one in kinds if one not in ("list", "mapping") or not any(k.startswith(f"{one} of") for k in kinds)}
    return " or ".join(sorted(full))


def _part(folder: Path, name: str, names: list[str]) -> Iterator[str]:
    users = [one for one in names if name in meta.find_referenced_templates(_parsed(folder / one))]
    yield f"A part of {', '.join(f'`{one}`' for one in users) or 'no page'}. Its macros:\n"
    for macro in _parsed(folder / name).find_all(nodes.Macro):
        yield f"- `{macro.name}({', '.join(argument.name for argument in macro.args)})`"


def _parsed(path: Path) -> nodes.Template:
    return templates._environment().parse(path.read_text(encoding="utf-8"))


def _filters() -> Iterator[str]:
    yield "\n## Filters\n"
    yield "Besides those of Jinja:\n"
    for name, function in sorted(templates.FILTERS.items()):
        arguments = ", ".join(list(inspect.signature(function).parameters)[1:])
        yield f"- `{name}{f'({arguments})' if arguments else ''}`: {_first(function.__doc__)}"


def _types(recorder: Recorder) -> Iterator[str]:
    known = dict(recorder.types)
    waiting = list(known.values())
    while waiting:
        for kind in _reached(waiting.pop()):
            if _label(kind) not in known:
                known[_label(kind)] = kind
                waiting.append(kind)
    yield "\n## Types\n"
    yield "Of each what a template may read."
    for name, kind in sorted(known.items()):
        yield f"\n### {name}\n"
        yield f"{_first(kind.__doc__)}\n"
        if issubclass(kind, Enum):
            yield f"One of: {', '.join(f'`{one.value}`' for one in kind)}."
        else:
            yield from _members(kind)


def _members(kind: type) -> Iterator[str]:
    comments = _comments(kind)
    names = kind.__struct_fields__ if issubclass(kind, msgspec.Struct) else [one.name for one in fields(kind)]
    types = {name: hint for base in reversed(kind.__mro__) for name, hint in inspect.get_annotations(base).items()}
    for name in names:
        if not name.startswith("_"):
            yield f"- `{name}` (`{types[name]}`){_after(comments.get(name))}"
    for name, value in inspect.getmembers(kind, _getter):
        if not name.startswith("_"):
            yield f"- `{name}` (`{_getter(value).__annotations__['return']}`){_after(value.__doc__)}"

    for name, value in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith("_"):
            arguments = ", ".join(list(inspect.signature(value).parameters)[1:])
            yield f"- `{name}({arguments})` (`{value.__annotations__.get('return')}`){_after(value.__doc__)}"


def _getter(member: Any) -> Any:
    """Return the function behind a property; None for what is none."""
    return member.fget if isinstance(member, property) else member.func if isinstance(member, cached_property) else None


def _reached(kind: type) -> Iterator[type]:
    """Yield the types that the members of a type have."""
    if issubclass(kind, Enum):
        return
    hints = [*typing.get_type_hints(kind).values()]
    for _, value in inspect.getmembers(kind, _getter):
        hints.append(typing.get_type_hints(_getter(value)).get("return"))
    for hint in hints:
        yield from _inside(hint)


def _inside(hint: Any) -> Iterator[type]:
    for argument in typing.get_args(hint):
        yield from _inside(argument)
    is_type = isinstance(hint, type) and not isinstance(hint, types.GenericAlias)
    if is_type and (_is_record(hint) or issubclass(hint, Enum)) and hint.__module__.startswith("ddd."):
        yield hint


def _comments(kind: type) -> dict[str, str]:
    """Return what stands below each field."""
    found: dict[str, str] = {}
    for base in (one for one in reversed(kind.__mro__) if one.__module__.startswith("ddd.")):
        [tree] = ast.parse(dedent(inspect.getsource(base))).body
        body = tree.body if isinstance(tree, ast.ClassDef) else []
        for one, after in pairwise(body):
            comment = after.value if isinstance(after, ast.Expr) else None
            if isinstance(one, ast.AnnAssign) and isinstance(comment, ast.Constant):
                found[ast.unparse(one.target)] = str(comment.value)
    return found


def _after(text: str | None) -> str:
    return f": {_first(text)}" if text else ""


def _label(kind: type) -> str:
    """Return its name with that of its module: several modules have a `Group`."""
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def _first(text: str | None) -> str:
    return " ".join((text or "").strip().split("\n\n")[0].split())


def update() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(update())
