"""Reads whenever's `config/schedule.rb`, which becomes a crontab when it is deployed."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ddd.extractors.ruby_schedulers import _whenever_times as times
from ddd.extractors.ruby_schedulers._ruby import Call, Ruby, Value, below, ruby, schedule
from ddd.model import Dialect, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_WORDS = {"rake": "rake {}", "runner": "rails runner '{}'", "script": "script/{}"}


@extractor("whenever", paths=("schedule.rb", "schedule/*.rb", "schedules/*.rb", "*_schedule.rb"), literals=("every",))
def whenever(source: Source) -> Iterator[Extracted]:
    """Find the jobs of whenever: one for each time and each command.

        every :monday, at: ["4:30 am", "6 pm"] do
          rake "reports:send"
        end

    They are told as the cron lines whenever writes: `every 2.hours` is `0 0,2,4,…`, `every 1.week` the days 1, 8, 15
    and 22, `at: "4:30"` half past four in the afternoon (its parser Chronic takes 1 to 5 o'clock for that; `04:30` is
    the morning). What whenever would refuse (`every 30.seconds`, `every :daily, at: "3am"`) is invalid. The zone is
    the host's. Cannot be seen: times that are computed (unresolved).

    Format: https://github.com/javan/whenever.
    """
    code = ruby(source)
    hours24 = any(call.method == "set" and "hours24: true" in code.raw(call.node) for call in code.calls)
    job_types = {code.string(one.arguments[0]) for one in code.calls if one.method == "job_type" and one.arguments}
    methods = {"rake", "runner", "script", "command", *filter(None, job_types)}
    for call in code.calls:
        if call.method != "every" or call.receiver or call.block is None or not call.arguments:
            continue
        jobs = [one for one in map(code.call, _calls_below(call.block)) if one.method in methods and one.arguments]
        for time in code.elements(code.follow(call.arguments[0]).node):
            for value, expression, state, note in _lines(code, call, time, hours24):
                for job in jobs:
                    told = _command(code, job)
                    yield schedule(
                        code,
                        "whenever",
                        told,
                        value,
                        call.node,
                        job.node,
                        expression=expression,
                        dialect=Dialect.VIXIE,
                        command=_WORDS.get(job.method, "{}").replace("{}", told),
                        state=state,
                        note=note,
                    )


_Line = tuple[Value, str | None, State, str]


def _calls_below(block: Node) -> Iterator[Node]:
    return (node for node in below(block) if node.type == "call")


def _command(code: Ruby, job: Call) -> str:
    said = code.string(code.follow(job.arguments[0]).node)
    return said if said is not None else code.raw(job.arguments[0]).strip("\"'")


def _lines(code: Ruby, call: Call, time: Node, hours24: bool) -> Iterator[_Line]:
    """Yield what whenever makes of one time and each `at:`."""
    value = code.follow(time)
    said = code.string(value.node)
    if value.node.type == "string" and said is not None and not times.is_cron(said):
        parts = [part for part in said.split(",") if part.strip()]
    else:
        parts = [said or ""]
    for part in parts:
        for when in _ats(code, call.keywords.get("at"), hours24):
            yield _line(code, value, part, when)


def _line(code: Ruby, value: Value, said: str, when: times.At | str | None) -> _Line:
    if isinstance(when, str):
        return value, None, State.UNRESOLVED, f"at {when}"
    try:
        if length := code.duration(value.node):
            return value, times.of_length(*length, when), State.ACTIVE, ""
        if not said:
            return value, None, State.UNRESOLVED, ""
        expression = said.strip() if times.is_cron(said) else times.of_word(said, when)
        return value, expression, State.ACTIVE, ""
    except times.RefusedTimeError as refused:
        return value, code.raw(value.node), State.INVALID, str(refused)


def _ats(code: Ruby, given: Node | None, hours24: bool) -> Iterator[times.At | str | None]:
    """Yield each time of day; None for none given, and the code itself where nobody can tell."""
    if given is None:
        yield None
        return
    for one in code.elements(code.follow(given).node):
        node = code.follow(one).node
        said, number = code.string(node), code.number(node)
        if number is not None:
            yield times.At(number=str(number))
        elif node.type == "range":
            yield times.At(number=code.raw(node).replace("...", "-").replace("..", "-").strip("()"))
        elif said is None:
            yield code.raw(node)
        else:
            for part in said.split(","):
                yield times.at(part, hours24) or code.raw(node)
