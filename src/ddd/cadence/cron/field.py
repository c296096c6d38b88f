"""Reads one column of a cron expression: a list of numbers, names, ranges, steps and the forms of its dialect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddd.cadence.cron.grammar import Backwards, Field, Grammar, Names, Step
from ddd.cadence.days import Alternate, DayRule, Nearest, Nth
from ddd.cadence.refusal import RefusedError

_RANGE = re.compile(
    r"(?: (?P<all> [*?] ) | (?P<first> [0-9a-z]+ ) (?: - (?P<last> [0-9a-z]+ ) )? ) (?: / (?P<step> [0-9]+ ) )?",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_DRAW = re.compile(r"(?P<first> [0-9a-z]+ )? ~ (?P<last> [0-9a-z]+ )?", re.VERBOSE | re.IGNORECASE | re.ASCII)
_HASH = re.compile(r"H (?: \( (?P<first> [0-9]+ ) - (?P<last> [0-9]+ ) \) )? (?: / (?P<step> [0-9]+ ) )?", re.VERBOSE)

_DAY_FORM = re.compile(
    r"""
    (?P<last> L (?P<before> -[0-9]{1,2} )? (?P<working> W )? )
    | (?P<near> [0-9]{1,2} ) W
    | -(?P<back> [0-9]{1,2} ) (?: -- (?P<until> [0-9]{1,2} ) )?
    | (?P<end> last | \$ )
    | (?P<which> 1st | 2nd | 3rd | 4th | 5th | last ) [ ]+ (?P<weekday> [a-z]+ )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_WEEKDAY_FORM = re.compile(
    r"""
    (?P<saturday> L )
    | L (?P<croniter> [0-9] )
    | (?P<weekday> [0-9]+ | [a-z]{3,9}? )
      (?: (?P<last> L )
        | \# (?P<which> -?[0-9] | L | last )
        | % (?P<every> [0-9]{1,4} ) (?: \+ (?P<rest> [0-9]{1,4} ) )?
      )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says."""

    text: str
    values: frozenset[int]
    """As the dialect numbers them; weekdays as everywhere here, 0 is Monday."""
    rules: frozenset[DayRule]
    starred: bool
    """One of its terms is `*` or `?`, or steps through it by 1."""

    @property
    def full(self) -> bool:
        """Tell whether it is `*` or `?`."""
        return self.text in ("*", "?")


@dataclass(frozen=True, slots=True)
class _Term:
    values: Iterable[int] = ()
    rules: tuple[DayRule, ...] = ()
    starred: bool = False


def read(text: str, column: Field, grammar: Grammar) -> Column:
    """Read a column. Raises RefusedError for what the dialect would not take."""
    texts = text.split(",")
    terms = [_term(one, column, grammar, listed=len(texts) > 1) for one in texts]
    values = {value for term in terms for value in _meant(term.values, column, grammar)}
    return Column(
        text=text,
        values=frozenset(values),
        rules=frozenset(rule for term in terms for rule in term.rules),
        starred=any(term.starred for term in terms),
    )


def _meant(values: Iterable[int], column: Field, grammar: Grammar) -> Iterator[int]:
    """Turn a dialect's numbers into ours, where they differ."""
    match column.letter:
        case "W":
            return (_weekday(number, grammar) for number in values)
        case "M":
            return (number + 1 - column.low for number in values)
        case "h":
            return (number % 24 for number in values)
        case _:
            return iter(values)


def _weekday(number: int, grammar: Grammar) -> int:
    return (number - grammar.sunday - 1) % 7


def _term(text: str, column: Field, grammar: Grammar, *, listed: bool) -> _Term:
    if grammar.bare_steps and text.startswith("/"):
        text = f"*{text}"
    if column.letter in "DW" and (found := _form(text, column, grammar)):
        form, term = found
        if form not in grammar.forms:
            raise RefusedError(f"{text!r}: {grammar.system} knows no `{form}` for a {column.name}")
        if listed and column.letter in grammar.lone:
            raise RefusedError(f"{text!r}: {grammar.system} takes it alone only, not in a list")
        return term
    if grammar.hashed and (match := _HASH.fullmatch(text)):
        return _hashed(match, column)
    if "~" in text:
        return _drawn(text, column, grammar)
    match = _RANGE.fullmatch(text)
    if match is None or (match["all"] == "?" and column.letter not in grammar.question):
        raise RefusedError(f"{text!r} is no {column.name} {grammar.system} can read")
    if grammar.plain_ranges and match["last"] and (listed or not text[0].isdigit()):
        raise RefusedError(f"{text!r}: {grammar.system} takes a range of numbers only, and not in a list")
    return _ranged(match, column, grammar)


def _ranged(match: re.Match[str], column: Field, grammar: Grammar) -> _Term:
    """Read `*`, `5`, `1-5`, `*/10`, `1-5/2` or `5/10`."""
    step = _step(match, column, grammar)
    low, high = grammar.week if column.letter == "W" else (column.low, column.high)
    if match["all"]:
        return _Term(range(low, high + 1, step), starred=step == 1)
    first = _number(match["first"], column, grammar)
    if match["last"]:
        last = _number(match["last"], column, grammar)
        return _Term(_between(match, first, last, step, column, grammar))
    if match["step"] is None:
        return _Term((first,))
    if not grammar.number_steps:
        raise RefusedError(
            f"{match[0]!r}: {grammar.system} steps through `*` or a range only; write {first}-{column.high}/{step}"
        )
    return _Term(range(first, max(high, first) + 1, step))


def _step(match: re.Match[str], column: Field, grammar: Grammar) -> int:
    if match["step"] is None:
        return 1
    step = int(match["step"])
    if not grammar.steps:
        raise RefusedError(f"{match[0]!r}: {grammar.system} knows no steps; list the values")
    if step == 0:
        raise RefusedError(f"{match[0]!r}: a step of 0 never ends")
    longest = column.high - (0 if grammar.longest_step is Step.LAST else column.low)
    if grammar.longest_step is not Step.ANY and step > longest:
        raise RefusedError(f"{match[0]!r}: {grammar.system} takes steps of up to {longest} for a {column.name}")
    return step


def _between(match: re.Match[str], first: int, last: int, step: int, column: Field, grammar: Grammar) -> Iterable[int]:
    """Read a range, and one that runs backwards as the dialect does."""
    if column.letter == "W":
        first, last = _week(first, last, grammar)
    if first <= last:
        if grammar.longest_step is Step.RANGE and match["step"] and step > last - first:
            raise RefusedError(f"{match[0]!r}: the step is longer than the range")
        return range(first, last + 1, step)
    match grammar.backwards:
        case Backwards.SWAPS:
            return range(last, first + 1, step)
        case Backwards.WRAPS:
            length = 7 if column.letter == "W" else column.high + 1 - column.low
            return ((value - column.low) % length + column.low for value in range(first, last + length + 1, step))
        case _:
            raise RefusedError(f"{match[0]!r} runs backwards: it holds no {column.name}; write it as two ranges")


def _week(first: int, last: int, grammar: Grammar) -> tuple[int, int]:
    """Let a week begin or end on the other of its two Sundays."""
    both = grammar.weekdays == (0, 7)
    if first == 7 > last and both and (grammar.sunday_begins or grammar.backwards is Backwards.WRAPS):
        first = 0
    if last in (0, 7) and first > 0 and grammar.sunday_ends is not None:
        last = grammar.sunday_ends
    return first, last


def _drawn(text: str, column: Field, grammar: Grammar) -> _Term:
    """Read `~`, `0~30` or `10~`. The draw is not known; its lowest value stands for it."""
    if not grammar.draws:
        raise RefusedError(f"{text!r}: only cronie draws times at random with `~`")
    match = _DRAW.fullmatch(text)
    if match is None:
        raise RefusedError(f"{text!r} is no range to draw a {column.name} from")
    first = _number(match["first"] or str(column.low), column, grammar)
    if _number(match["last"] or str(column.high), column, grammar) < first:
        raise RefusedError(f"{text!r} runs backwards")
    return _Term((first,))


def _hashed(match: re.Match[str], column: Field) -> _Term:
    """Read `H`, `H/15`, `H(0-29)` or `H(0-29)/10`. The hash is not known; the lowest value stands for it."""
    highest = {"D": 28, "W": 6}.get(column.letter, column.high)
    first, last = int(match["first"] or column.low), int(match["last"] or highest)
    step = int(match["step"] or 0)
    if not column.low <= first <= last <= column.high:
        raise RefusedError(f"{match[0]!r} is not between {column.low} and {column.high}")
    if match["step"] and not 0 < step <= last - first + 1:
        raise RefusedError(f"{match[0]!r}: the step is not between 1 and {last - first + 1}")
    return _Term(range(first, last + 1, step) if step > 1 else (first,))


def _form(text: str, column: Field, grammar: Grammar) -> tuple[str, _Term] | None:
    """Read one of the forms that some dialects know for days, and name it as Grammar.forms does."""
    if column.letter == "D":
        return _day_form(match, grammar) if (match := _DAY_FORM.fullmatch(text)) else None
    return _weekday_form(match, column, grammar) if (match := _WEEKDAY_FORM.fullmatch(text)) else None


def _day_form(match: re.Match[str], grammar: Grammar) -> tuple[str, _Term]:
    if match["last"]:
        day = int(match["before"] or 0) - 1
        form = f"L{'-3' if match['before'] else ''}{'W' if match['working'] else ''}"
        if day < -31:
            raise RefusedError(f"{match[0]!r}: no month has so many days")
        return form, _Term(rules=(Nearest(day),)) if match["working"] else _Term((day,))
    if match["near"]:
        day = _number(match["near"], grammar.column("D"), grammar)
        return "15W", _Term(rules=(Nearest(day),))
    if match["back"]:
        first = _number(match["back"], grammar.column("D"), grammar)
        last = _number(match["until"] or match["back"], grammar.column("D"), grammar)
        return "-3", _Term(range(-first, -last + 1))
    if match["end"]:
        return match["end"].lower(), _Term((-1,))
    which = match["which"].lower()
    weekday = _weekday(_number(match["weekday"], grammar.column("W"), grammar), grammar)
    return "2nd fri", _Term(rules=(Nth(weekday, -1 if which == "last" else int(which[0])),))


def _weekday_form(match: re.Match[str], column: Field, grammar: Grammar) -> tuple[str, _Term]:
    if match["saturday"]:
        return "WL", _Term((column.high,))
    weekday = _weekday(_number(match["croniter"] or match["weekday"], column, grammar), grammar)
    if match["croniter"] or match["last"]:
        return "L5" if match["croniter"] else "5L", _Term(rules=(Nth(weekday, -1),))
    if match["every"]:
        every, rest = int(match["every"]), int(match["rest"] or 0)
        if every == 0:
            raise RefusedError(f"{match[0]!r}: every 0 weeks is never")
        return "5%2", _Term(rules=(Alternate(weekday, every, rest % every),))
    if not match["which"][-1].isdigit():
        return "5#L", _Term(rules=(Nth(weekday, -1),))
    which = int(match["which"])
    if not 1 <= abs(which) <= 5:
        raise RefusedError(f"{match[0]!r}: a month has five such weekdays at the most")
    return "5#2" if which > 0 else "5#-1", _Term(rules=(Nth(weekday, which),))


def _number(text: str, column: Field, grammar: Grammar) -> int:
    """Read a number or a name of a column, within its limits."""
    if not text.isdigit():
        return column.low + _named(text, column, grammar)
    number = int(text)
    if not column.low <= number <= column.high:
        hint = f"; to {grammar.system}, Sunday is {grammar.sunday}" if column.letter == "W" else ""
        raise RefusedError(f"{column.name} {number} is not between {column.low} and {column.high}{hint}")
    return number


def _named(text: str, column: Field, grammar: Grammar) -> int:
    """Count how far a name stands from the first of its column."""
    name = text.lower()
    for position, full in enumerate(column.names):
        match grammar.names:
            case Names.PREFIX:
                found = full.startswith(name)
            case Names.FULL:
                found = name in (full, full[:3])
            case _:
                found = name == full[:3]
        if found:
            return position
    raise RefusedError(f"{text!r} is no {column.name} {grammar.system} can read")
