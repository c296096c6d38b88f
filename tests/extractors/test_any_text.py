"""No text makes an extractor crash: whatever stands in a file, it yields facts with their places, or says why not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.extractors import discover
from ddd.model import Definition, Fact, Problem, Unit
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source, without_template_suffix
from ddd.scan.unreadable import Unreadable
from tests.corpus_cases import CORPUS

# What opens something in one of the many grammars.
_SIGNS = (
    "{{",
    "}}",
    "{%",
    "<%=",
    "%>",
    "${",
    "[",
    "(",
    "{",
    "<",
    "'",
    '"',
    "`",
    "\\",
    "|",
    ">-",
    "&a",
    "*a",
    "!x",
    "#",
    "//",
    "/*",
)
_SIGNS += (
    "\n",
    "\t",
    "\r",
    "\0",
    "\x1b",
    "\u202e",
    "\ufeff",
    "0 3 * * *",
    "@daily",
    "* * *",
    ": ",
    "- ",
    "=",
    "=>",
    "do",
    "end",
)


def _seeds(extractor: Extractor) -> list[tuple[str, str]]:
    """The files of the extractor's own cases, with the paths they have there."""
    folders = (CORPUS / extractor.name).glob("*/input")
    files = [(folder, file) for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    paths = [(file.relative_to(folder).as_posix(), file) for folder, file in files]
    fitting = [(path, file) for path, file in paths if extractor.reads(without_template_suffix(path))]
    return [(path, file.read_bytes().decode("utf-8", "replace")) for path, file in fitting]


@st.composite
def _damaged(draw: st.DrawFn, seeds: list[tuple[str, str]]) -> tuple[str, str]:
    path, text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        start, length = draw(st.integers(0, len(text))), draw(st.integers(0, 60))
        piece = draw(
            st.one_of(st.just(""), st.sampled_from(_SIGNS), st.text(max_size=8), st.just(text[start : start + 200] * 2))
        )
        text = text[:start] + piece + text[start + length :]
    return path, text


@pytest.mark.parametrize("extractor", discover(), ids=lambda one: one.name)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(data=st.data())
def test_any_text_is_survived(extractor: Extractor, data: st.DataObject) -> None:
    seeds = _seeds(extractor)
    path, text = data.draw(st.one_of(_damaged(seeds), st.tuples(st.just(seeds[0][0]), st.text())))
    source = Source(path, text.encode("utf-8", "surrogatepass"))
    try:
        found = list(extractor.extract(source))
    except Unreadable as fault:
        assert fault.message
        return
    for one in found:
        assert isinstance(one, Fact | Definition | Unit | Problem)
        if isinstance(one, Fact | Unit):
            assert all(place.line <= len(source.lines) for place in one.evidence)


@pytest.mark.slow
@pytest.mark.parametrize("extractor", discover(), ids=lambda one: one.name)
@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_much_text_is_survived(extractor: Extractor, data: st.DataObject) -> None:
    path, text = data.draw(_damaged(_seeds(extractor)))
    try:
        list(extractor.extract(Source(path, text.encode("utf-8", "surrogatepass"))))
    except Unreadable as fault:
        assert fault.message
