"""Reads logrotate's configuration: when logs are rotated, and how much of them is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ddd.extractors._jinja import EXPRESSION, LONGEST_LINE, of_template, readable_lines, references
from ddd.model import Confidence, Control, Dialect, Problem, Schedule, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_SYSTEM = "logrotate"
_INTERVALS = frozenset({"hourly", "daily", "weekly", "monthly", "yearly", "annually"})
_KEPT = {"rotate": "rotations", "maxage": "days"}
_LIMITS = frozenset({"minsize", "maxsize"})
_SCRIPTS = frozenset({"postrotate", "prerotate", "firstaction", "lastaction", "preremove"})
_OTHERS = frozenset(
    {
        *("compress", "nocompress", "delaycompress", "nodelaycompress", "copytruncate", "nocopytruncate", "copy"),
        *("missingok", "nomissingok", "notifempty", "ifempty", "create", "nocreate", "su", "dateext", "nodateext"),
        *("dateformat", "olddir", "noolddir", "sharedscripts", "nosharedscripts", "mail", "nomail", "extension"),
        *("include", "tabooext", "start", "minage", "shred", "compresscmd", "compressext", "dateyesterday"),
        *("compressoptions", "uncompresscmd", "createolddir", "renamecopy", "addextension", "taboopat", "maxage"),
    }
)
_WORDS = _INTERVALS | _KEPT.keys() | _LIMITS | _SCRIPTS | _OTHERS | {"size"}
_NUMBER = re.compile(r"-?\d{1,6}")
_BYTES = re.compile(r"\d{1,15}[kMG]?")
_OPEN_INTERVAL = re.compile(
    rf"(?: (?= [^\n]{{0,200}} (?: freq | interval | period | schedule | cycle | every | when ) ) {EXPRESSION} )",
    re.VERBOSE | re.IGNORECASE,
)
_PATH = re.compile(rf"(?:{EXPRESSION}|[^\s\"'{{])(?:{EXPRESSION}|[^\s\"']|(?!))*+|\"[^\"]*\"|'[^']*'")
_CERTAIN = re.compile(r"(?:.*/)?(?:logrotate\.d/[^/]+|logrotate\.conf|[^/]+\.logrotate)")
_OTHER_LANGUAGES = re.compile(
    r".*\.(?:py|rb|pl|sh|ya?ml|json|toml|md|rst|txt|html?|pp|service|timer|path|xml|c|h|go|js|ts|tf|patch|diff|te|fc|if"
    r"|install|cron|cil|8|5|png|svg|log|jsonnet|libsonnet|nix|rs|java|php|properties|adoc|spec|bats)",
)


@dataclass(frozen=True, slots=True)
class _Directive:
    word: str
    argument: str
    line: int
    column: int


@dataclass(slots=True)
class _Block:
    """The directives for some logs; those outside of any block hold for all logs."""

    logs: str = ""
    line: int = 1
    directives: list[_Directive] = field(default_factory=list)


@extractor(
    "logrotate",
    paths=(
        "logrotate.d/*",
        "logrotate.conf",
        "*.logrotate",
        "*logrotate*",
        "logrotate.conf.d/*",
        "logrotate/files/*",
        "logrotate/templates/*",
    ),
    literals=("daily", "weekly", "monthly", "yearly", "hourly", "annually", "size", "rotate"),
)
def logrotate(source: Source) -> Iterator[Extracted]:
    """Find when logs are rotated and how many rotations are kept.

        /var/log/cargo/*.log {
            weekly
            rotate 8
        }

    is a weekly schedule and a retention of 8 rotations (`maxage`: days). Of an interval and `size` the last counts: by
    size alone nothing is rotated by the clock. `minsize` and `maxsize` stay with the interval. What stands outside of
    the blocks is the default for all logs and told once; a block without an interval is no schedule of its own. The
    hour is that of whatever starts logrotate. Jinja and ERB templates are read; where a template chooses between
    intervals, each is told. Scripts (`postrotate`) are no commands of the schedule. Format: logrotate(8).
    """
    if _OTHER_LANGUAGES.fullmatch(source.installed_path):
        return
    blocks, unclosed = _blocks(readable_lines(source.lines))
    if not any(block.logs for block in blocks) and not source.installed_path.endswith("logrotate.conf"):
        return
    for block in blocks:
        yield from _rotation(source, block)
        yield from _retention(source, block)
    if unclosed and not source.is_template and _CERTAIN.fullmatch(source.installed_path):
        yield Problem(source.path, unclosed, "logrotate", "a block that begins here is never closed")


def _blocks(lines: Sequence[str]) -> tuple[list[_Block], int]:
    """Return the default block, then the others, and the line of a block that nothing closes, or 0."""
    default = _Block()
    blocks, current, header, script = [default], default, list[str](), False
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#") or len(line) > LONGEST_LINE:
            continue
        word = text.split(maxsplit=1)[0]
        if script:
            script = word != "endscript"
        elif current is not default and text.startswith("}"):
            current, header = default, []
        elif current is default and _opens(text):
            before = text[: text.rindex("{")] if text.endswith("{") else text.partition(" {")[0]
            current = _Block(_named([*header, before]), number)
            blocks.append(current)
            if not text.endswith("{") and _inline(current, text.partition(" {")[2], number):
                current, header = default, []
        elif current is default and word not in _WORDS:
            header = [*header, text][-20:]
        else:
            script = word in _SCRIPTS
            current.directives.append(_directive(line, number))
    return blocks, 0 if current is default else current.line


def _opens(text: str) -> bool:
    return text.endswith("{") or (" {" in text and text.partition(" {")[2][:1] in (" ", "\t", "\0"))


def _inline(block: _Block, rest: str, number: int) -> bool:
    """Read `{ weekly }` on one line; True when it is closed there."""
    block.directives.extend(_directive(word, number) for word in rest.split("}")[0].split() if word in _INTERVALS)
    return "}" in rest


def _directive(line: str, number: int) -> _Directive:
    text = line.strip()
    if match := _OPEN_INTERVAL.fullmatch(text):
        return _Directive("", match[0], number, line.index(text) + 1)
    word, _, argument = text.replace("=", " ", 1).partition(" ") if "{{" not in text else text.partition(" ")
    return _Directive(word.strip(), argument.strip(), number, line.index(text) + 1)


def _named(header: list[str]) -> str:
    paths = [one.strip("\"'") for line in header for one in _PATH.findall(line[:LONGEST_LINE])]
    return " ".join(paths[:3]) + (" …" if len(paths) > 3 else "")


def _rotation(source: Source, block: _Block) -> Iterator[Schedule]:
    told = [one for one in block.directives if one.word in _INTERVALS or one.word == "size" or _is_open(one)]
    if not told:
        return
    limits = [one for one in block.directives if one.word in _LIMITS and _BYTES.fullmatch(one.argument)]
    is_choice = source.is_template and len({one.word for one in told}) > 1
    for one in told if is_choice else told[-1:]:
        before = [each.word for each in told if each.word in _INTERVALS and each.line < one.line]
        yield _schedule(
            source, block, one, limits[-1:], before[-1:] if one.word == "size" and not is_choice else [], is_choice
        )


def _is_open(directive: _Directive) -> bool:
    return directive.word == "" and bool(directive.argument)


def _schedule(
    source: Source, block: _Block, one: _Directive, limits: list[_Directive], before: list[str], is_choice: bool
) -> Schedule:
    takes_limit = one.word in _INTERVALS
    number = [one.argument] if one.word == "size" or _NUMBER.fullmatch(one.argument) or _is_open(one) else []
    expression = " ".join([*filter(None, [one.word]), *number])
    if takes_limit and limits:
        expression += f" {limits[0].word} {limits[0].argument}"
    notes = ["the template chooses"] if is_choice else []
    notes += [] if block.logs else ["the default for every log that names no interval"]
    notes += [f"size comes after {word} and counts instead" for word in before]
    fact = Schedule(
        system=_SYSTEM,
        name=block.logs or source.installed_path.rsplit("/", 1)[-1],
        evidence=(source.at(one.line, one.column), *((source.at(block.line),) if block.logs else ())),
        expression=expression,
        dialect=Dialect.LOGROTATE,
        confidence=Confidence.MEDIUM if is_choice else Confidence.HIGH,
        note="; ".join(notes),
    )
    return of_template(replace(fact, references=references(fact.expression, fact.name)), source.path)


def _retention(source: Source, block: _Block) -> Iterator[Control]:
    for one in block.directives:
        if one.word in _KEPT and _NUMBER.fullmatch(one.argument):
            yield Control(
                system=_SYSTEM,
                name=block.logs or source.installed_path.rsplit("/", 1)[-1],
                control="log retention",
                value=one.argument,
                unit=_KEPT[one.word],
                evidence=(source.at(one.line, one.column),),
            )
