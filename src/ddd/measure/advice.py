"""What to add: each missing element, field and use, what it costs about, and how many points it would earn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ddd.measure.daylight import Daylight, Field
from ddd.measure.items import Item
from ddd.measure.score import Found, Missing, Scored, overall
from ddd.model import Evidence, replace

_DECIMALS = 2
_USE = "something to act on"
_Change = Callable[[Found, Item], Item]


def missing(daylight: Daylight, dimensions: tuple[Scored, ...]) -> tuple[Missing, ...]:
    """Return what is missing, the cheapest first, of equals what earns most."""
    told = [
        *_elements(dimensions),
        *(one for field in daylight.fields.values() for one in _fields(field, dimensions)),
        *_uses(daylight, dimensions),
    ]
    return tuple(sorted(told, key=lambda one: (one.minutes, -one.gain, one.dimensions, one.element, one.lacks)))


def _elements(dimensions: tuple[Scored, ...]) -> Iterator[Missing]:
    for dimension in dimensions:
        for found in dimension.found:
            element = found.element
            if not found.items:
                nothing = Evidence(element.place, 1)
                whole = Item(name="", evidence=nothing, has=frozenset((*element.fields, *element.useful)), told=())
                yield Missing(
                    dimensions=(dimension.dimension.title,),
                    element=element.title,
                    lacks=element.title,
                    what=element.add,
                    place=element.place,
                    evidence=None,
                    items=0,
                    minutes=element.minutes,
                    gain=_gain(dimensions, _with(dimensions, dimension, replace(found, items=(whole,)))),
                )


def _fields(field: Field, dimensions: tuple[Scored, ...]) -> Iterator[Missing]:
    """Yield one entry for each element whose items lack the field, or one for all of them."""
    lacking = [
        (dimension, found, [item for item in found.items if field.name in found.lacking(item)])
        for dimension in dimensions
        for found in dimension.found
    ]
    lacking = [(dimension, found, items) for dimension, found, items in lacking if items]
    groups = [[one] for one in lacking] if field.each else [lacking] if lacking else []
    for group in groups:
        items = [item for _, _, lack in group for item in lack]
        after = dimensions
        for dimension, found, _ in group:
            current = next(one for one in after if one.dimension == dimension.dimension)
            after = _with(after, current, _completed(found, {field.name, *field.brings}, field.name))
        yield Missing(
            dimensions=tuple(dict.fromkeys(dimension.dimension.title for dimension, _, _ in group)),
            element=group[0][1].element.title if field.each else "",
            lacks=field.title,
            what=field.add,
            place=field.place,
            evidence=_first(items),
            items=len(items),
            minutes=field.minutes * (len(items) if field.each else 1),
            gain=_gain(dimensions, after),
        )


def _uses(daylight: Daylight, dimensions: tuple[Scored, ...]) -> Iterator[Missing]:
    """Yield where nothing can be acted on although no required field would change that."""
    for dimension in dimensions:
        for found in dimension.found:
            items = [item for item in found.items if not found.is_useful(item) and not _will_be(found, item, daylight)]
            if items:
                first = daylight.fields[found.element.useful[0]]
                after = replace(
                    found,
                    items=tuple(
                        replace(one, has=one.has | {first.name}) if one in items else one for one in found.items
                    ),
                )
                yield Missing(
                    dimensions=(dimension.dimension.title,),
                    element=found.element.title,
                    lacks=f"{_USE} ({_either(daylight.fields[name].title for name in found.element.useful)})",
                    what=first.add,
                    place="",
                    evidence=_first(items),
                    items=len(items),
                    minutes=first.minutes * len(items),
                    gain=_gain(dimensions, _with(dimensions, dimension, after)),
                )


def _will_be(found: Found, item: Item, daylight: Daylight) -> bool:
    """Tell whether a required field that it lacks makes an item useful once it is there."""
    return any(
        not {name, *daylight.fields[name].brings}.isdisjoint(found.element.useful) for name in found.lacking(item)
    )


def _completed(found: Found, fields: set[str], lacking: str) -> Found:
    return replace(
        found,
        items=tuple(
            replace(item, has=item.has | fields) if lacking in found.lacking(item) else item for item in found.items
        ),
    )


def _with(dimensions: tuple[Scored, ...], changed: Scored, found: Found) -> tuple[Scored, ...]:
    """Return the dimensions with another finding of one element."""
    made = tuple(found if one.element == found.element else one for one in changed.found)
    return tuple(replace(one, found=made) if one.dimension == changed.dimension else one for one in dimensions)


def _gain(before: tuple[Scored, ...], after: tuple[Scored, ...]) -> float:
    return round(100 * (overall(after) - overall(before)), _DECIMALS)


def _first(items: list[Item]) -> Evidence:
    return min(item.evidence for item in items)


def _either(names: Iterator[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
