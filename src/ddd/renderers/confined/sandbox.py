"""The Jinja that a person's own templates are rendered by: it reaches no file, changes nothing, and escapes as ours.

It refuses what would build values without bound where it can tell beforehand; all else the limits of the process stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MethodType
from typing import Any, Final

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, Undefined, nodes, pass_environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from ddd import markup
from ddd.renderers import templates
from ddd.renderers.confined.folder import Template
from ddd.templating import MANNERS

_LONGEST = 1_000_000
"""Characters, or entries, that `*` may make."""
_MOST_BITS = 4_096
# They declare foreign text to be markup, escape for HTML alone, or say another thing each time.
_WITHOUT: Final = ("format", "pprint", "random", "safe", "tojson", "urlize", "xmlattr")
_SHOWN = ("ddd.model.", "ddd.renderers.")
_PLAIN: Final = (str, int, float, list, tuple, dict, set, frozenset)


class _Told(StrictUndefined):
    """What is not there, told with what is."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner = self._undefined_obj
        if self._undefined_hint or owner is missing:
            return super()._undefined_message
        kind = type(owner).__name__
        return f"{kind} has no {self._undefined_name!r}; there are: {', '.join(_names(owner)) or 'none'}"


class _Generator(CodeGenerator):
    """Compiles `a ~ b` so that what is not Markdown yet is escaped as such, not for HTML alone."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - a visitor's name
        self.write("environment.joined((")
        for one in node.nodes:
            self.visit(one, frame)
            self.write(", ")
        self.write("))")


class Loader(BaseLoader):
    """Gives out what was read before, by name: nothing else can be included."""

    def __init__(self, known: Mapping[str, Template]) -> None:
        self._known = known

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template with its path. Raises TemplateNotFound."""
        if template not in self._known:
            raise TemplateNotFound(template)
        found = self._known[template]
        return found.text, found.path, lambda: True


class Sandbox(ImmutableSandboxedEnvironment):
    """Renders templates that nobody has read."""

    code_generator_class = _Generator
    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, known: Mapping[str, Template]) -> None:
        super().__init__(loader=Loader(known), undefined=_Told, autoescape=True, finalize=templates.finalize, **MANNERS)
        for name in _WITHOUT:
            del self.filters[name]
        del self.globals["lipsum"]
        self.filters |= templates.FILTERS
        self.filters |= dict.fromkeys(("e", "escape", "forceescape"), templates.finalize)
        self.filters |= {"join": _join, "replace": _replace}
        templates.equip(self)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse what Jinja refuses, what formats (its width is any number), and what makes Markdown of other text."""
        formats = attr in ("format", "format_map") or (isinstance(obj, Markup) and callable(value))
        return not formats and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow what Jinja brings, the methods of plain values, and those of what ddd shows: they only tell of it."""
        if isinstance(obj, Undefined):
            return True  # and says itself that it is not there
        owner = getattr(obj, "__self__", None)
        jinja = any(type(one).__module__.startswith("jinja2.") for one in (obj, owner))
        view = isinstance(obj, MethodType) and type(owner).__module__.startswith(_SHOWN)
        allowed = jinja or view or isinstance(owner, _PLAIN) or obj in self.globals.values()
        return bool(allowed and super().is_safe_callable(obj))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute `left operator right`. Raises OverflowError for what is far too large for a page."""
        if operator in ("*", "**"):
            _refuse_large(operator, left, right)
        elif isinstance(left, Markup) or isinstance(right, Markup):
            if operator == "%":
                raise SecurityError("`%` would put text into Markdown unescaped: join the parts with `~`")
            return self.joined((left, right))
        return super().call_binop(context, operator, left, right)

    def joined(self, parts: Iterable[Any]) -> str:
        """Return the parts as one text: Markdown when one of them is, the others escaped."""
        return _joined(tuple(parts))


def _joined(parts: tuple[Any, ...], between: Any = "") -> str:
    if any(isinstance(one, Markup) for one in (between, *parts)):
        return markup.markdown(str(_escaped(between)).join(str(_escaped(one)) for one in parts))
    return str(between).join(str(one) for one in parts)


def _escaped(value: Any) -> Markup:
    """Escape a part of a line, with the spaces at its ends: they stand between it and its neighbours."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    inner = text.strip(" ")
    before, _, after = text.partition(inner) if inner else (text, "", "")
    return markup.markdown(f"{before}{templates.finalize(inner)}{after}")


@pass_environment
def _join(environment: Environment, values: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    return _joined(tuple(values), d)


def _replace(value: Any, old: str, new: str, count: int = -1) -> str:
    if isinstance(value, Markup) or isinstance(new, Markup):
        return markup.markdown(str(_escaped(value)).replace(str(old), str(_escaped(new)), count))
    return str(value).replace(str(old), str(new), count)


def _refuse_large(operator: str, left: Any, right: Any) -> None:
    if operator == "**":
        numbers = isinstance(left, int) and isinstance(right, int)
        is_large = numbers and left.bit_length() * abs(right) > _MOST_BITS
    else:
        # Mind that a number times a number is no matter of size, and a text may stand on either side.
        times, sized = (left, right) if isinstance(left, int) else (right, left)
        is_large = isinstance(times, int) and hasattr(sized, "__len__") and len(sized) * times > _LONGEST
    if is_large:
        raise OverflowError(f"`{operator}` would make more than {_LONGEST:,} characters: too large for a page")


def _names(owner: Any) -> list[str]:
    if isinstance(owner, Mapping):
        return sorted(map(str, owner))
    return [one for one in dir(owner) if not one.startswith("_") and not callable(getattr(type(owner), one, None))]
