"""A limit that a system watches, in plain words, and the Triggers it makes.

Clouds, dashboards and their Terraform twins say the same things under different keys: each reader turns its own keys
into Limits, and what asks it adds whose fact it is and how its open values are followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ddd.extractors._hcl import Kind, Value
from ddd.measures import number
from ddd.model import Confidence, Evidence, Reference, Severity, State, Trigger

References = Callable[..., tuple[Reference, ...]]
"""(scope, *texts) -> what the texts leave open."""
Place = Callable[[Value], tuple[Evidence, ...]]
"""Where a value stands: its own line first, then those that lead to it."""

_MAX_ARMS = 4
_LONGEST = 300
_NAME = r"(?:var|local|each|module)\.[A-Za-z_][\w.-]{0,120}"
_CHAIN = re.compile(_NAME)
_PRODUCT = re.compile(rf"\s*\(?\s*(?:{_NAME}|[0-9.]{{1,20}})(?:\s*[*/]\s*(?:{_NAME}|[0-9.]{{1,20}})){{1,9}}\s*\)?\s*")
_MENTION = re.compile(r"(?<![\w@])@(?P<who>[A-Za-z][\w.+-]{0,100}(?:@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5})?)")
_RUNBOOK = re.compile(r"https?://[^\s\"'<>)\]}|]{4,300}")
_TAIL = re.compile(
    r"""(?P<sign> >=|<=|==|!=|>|< ) \s{0,9} (?:bool\s{1,9})? (?P<limit> -?[^\s<>=!()'"]{1,100} )
        (?: \s{0,9} '[^'<>=]{0,30}' )? \s{0,9} ["']? \Z""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One condition under which a system acts. The fields are those of `Trigger`, where not said otherwise."""

    at: Value
    """Where the threshold stands; without one, what says when to act."""
    comparison: str
    subject: str
    stated: str | None = None
    """None: what stands at `at`; empty: there is no threshold."""
    implied: float | None = None
    """The threshold that the system documents where the file states none."""
    more: str = ""
    """Tells it from the others of its holder; comes after the holder's name."""
    name: str = ""
    """What it is called by itself, where the reader knows better than its holder."""
    unit: str = ""
    for_seconds: int | None = None
    severity: Severity | None = None
    action: str = ""
    condition: str = ""
    """`{}` stands for the threshold."""
    labels: tuple[tuple[str, str], ...] = ()
    notifies: tuple[str, ...] | None = None
    runbook_url: str = ""
    note: str = ""
    state: State = State.ACTIVE
    scope: Mapping[str, str] = field(default_factory=dict)
    """What the iterators of a `dynamic` block go through."""
    holders: tuple[Value, ...] = ()
    """What it stands in, below the whole: each may switch it off."""


def triggers(
    limit: Limit,
    *,
    system: str,
    name: str,
    place: Place,
    also: tuple[Evidence, ...] = (),
    refer: References = lambda *_: (),
    state: State = State.ACTIVE,
    note: str = "",
) -> Iterator[Trigger]:
    """Yield the Trigger of a limit; both where its threshold is one of two by a condition, which is then told."""
    arms = [(limit.at, "")] if limit.stated is not None else list(choices(limit.at))
    for value, when in arms:
        stated = written(value) if limit.stated is None else limit.stated
        if limit.stated is None and not stated:
            continue
        called = limit.name or name
        title = " ".join(filter(None, (called, limit.more if limit.more != called else "")))
        threshold = number(stated) if stated else limit.implied
        implied = "" if limit.implied is None else f"{limit.implied:g}"
        condition = limit.condition.replace("{}", stated or implied)
        references = refer(limit.scope, stated, limit.subject, condition, limit.action, title)
        is_open = threshold is None and bool(stated) and not any(one.text in stated for one in references)
        own = limit.state if limit.state is not State.ACTIVE else state
        yield Trigger(
            system=system,
            name=title,
            evidence=once(*place(value), *also),
            state=State.UNRESOLVED if is_open and own is State.ACTIVE else own,
            confidence=Confidence.MEDIUM if when else Confidence.HIGH,
            references=references,
            note="; ".join(dict.fromkeys(filter(None, (when, limit.note, note)))),
            subject=limit.subject,
            comparison=limit.comparison,
            threshold=threshold,
            stated=stated,
            unit=limit.unit,
            for_seconds=limit.for_seconds,
            severity=limit.severity,
            action=limit.action,
            condition=condition,
            labels=limit.labels,
            notifies=limit.notifies,
            runbook_url=limit.runbook_url,
        )


def choices(value: Value, depth: int = 0) -> Iterator[tuple[Value, str]]:
    """Yield what a value may be, with the condition as a note: both arms of `condition ? one : other`, or itself."""
    if value.kind is not Kind.CHOICE:
        yield value, ""
        return
    for index, arm in enumerate(value.items[:_MAX_ARMS]):
        if arm.kind in (Kind.TEXT, Kind.OPEN) and arm.text:
            yield arm, f"{'unless' if index else 'when'} {value.text}"
        elif arm.kind is Kind.CHOICE and depth < _MAX_ARMS:
            yield from choices(arm, depth + 1)


def written(value: Value | None) -> str:
    """Return a value as text; of a product its factors, each open one still to be followed: `${var.days} * 86400`."""
    if value is None or value.kind not in (Kind.TEXT, Kind.OPEN):
        return ""
    if value.kind is Kind.TEXT:
        return value.text.strip()
    body = value.text[2:-1].strip()
    if number(body) is not None:
        return body
    return _CHAIN.sub(r"${\g<0>}", body) if _PRODUCT.fullmatch(body) else value.text


def shown(value: Value | None) -> str:
    """Return what a person would call a value: `aws_sns_topic.alerts.arn` of `${aws_sns_topic.alerts.arn}`."""
    text = value.text.strip() if value is not None and value.kind in (Kind.TEXT, Kind.OPEN) else ""
    whole = text.startswith("${") and text.find("}") == len(text) - 1
    return (text[2:-1] if whole else text).removeprefix("!Ref ").removeprefix("!GetAtt ").strip()[:_LONGEST]


def spoken(value: Value | None) -> str:
    """Return a value as part of a sentence: what can be followed stays as it stands, anything else loses its braces."""
    text = written(value)
    return text if "${var." in text or "${local." in text or "${each." in text else shown(value)


def receivers(value: Value | None) -> tuple[str, ...]:
    """Return whom a value names: a text, a list, what is joined to one, or both arms of a choice; none: nobody."""
    return tuple(dict.fromkeys(_receivers(value, 0)))


def mentions(message: str) -> tuple[str, ...]:
    """Return whom a message tells with `@name`, `@slack-channel` or `@person@example.org`; empty: nobody."""
    return tuple(dict.fromkeys(match["who"].rstrip(".-") for match in _MENTION.finditer(message)))


def runbook(*texts: str) -> str:
    """Return the address of a runbook named in a text: one whose words around it, or whose own, say that it is one."""
    for text in texts:
        for match in _RUNBOOK.finditer(text):
            around = text[max(0, match.start() - 30) : match.end()].lower()
            if any(word in around for word in ("runbook", "playbook", "run-book")):
                return match[0].rstrip(".,;:")
    return ""


def tail(query: str) -> tuple[str, str, str] | None:
    """Return what is compared, the sign and the limit of a query that ends in a comparison; None of any other."""
    text = query.rstrip()
    match = _TAIL.search(text, max(0, len(text) - 120))
    return (query[: match.start()].strip(), match["sign"], match["limit"]) if match else None


def short(text: str, longest: int = 160) -> str:
    """Return a text on one line, cut where nobody reads on."""
    line = " ".join(text[: 4 * longest].split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def once(*places: Evidence) -> tuple[Evidence, ...]:
    """Return the places, each line once."""
    return tuple({(one.path, one.line): one for one in reversed(places)}[key] for key in _lines(places))


def _lines(places: Iterable[Evidence]) -> list[tuple[str, int]]:
    return list(dict.fromkeys((one.path, one.line) for one in places))


def _receivers(value: Value | None, depth: int) -> Iterator[str]:
    if value is None or depth > _MAX_ARMS:
        return
    if value.items:
        for item in value.items:
            yield from _receivers(item, depth + 1)
    elif name := shown(value):
        yield name
