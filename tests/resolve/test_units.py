"""Parts of a unit come together from several files, in whatever order they were read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ddd.model import Evidence, Unit
from ddd.resolve.units import merged


def unit(name: str, *documented: str, defined: bool = True, path: str = "a", beside: tuple[str, ...] = ()) -> Unit:
    place = Evidence(path, 1, 1, "")
    return Unit(
        kind="ansible_role", name=name, documented=documented, defined=defined, beside=beside, evidence=(place,)
    )


def test_what_documents_a_unit_comes_from_all_its_files_and_the_definition_first() -> None:
    readme, role = unit("r", "readme", defined=False, path="a/README"), unit("r", path="a/tasks")
    (one,) = merged([readme, role], frozenset())
    assert one.documented == ("readme",)
    assert [place.path for place in one.evidence] == ["a/tasks", "a/README"]
    assert one.defined


def test_what_nothing_defines_is_none() -> None:
    assert merged([unit("r", "readme", defined=False)], frozenset()) == ()


def test_what_lacks_the_file_beside_it_is_none() -> None:
    needy = unit("r", beside=("meta/main.yml", "meta/main.yaml"))
    assert merged([needy], frozenset({"meta/other.yml"})) == ()
    assert len(merged([needy], frozenset({"meta/main.yaml"}))) == 1
    assert merged([needy, unit("r", "readme", defined=False)], frozenset()) == ()


def test_units_of_one_name_and_two_kinds_are_two() -> None:
    other = Unit(kind="script", name="r", evidence=(Evidence("a", 1, 1, ""),))
    assert [one.kind for one in merged([other, unit("r")], frozenset())] == ["ansible_role", "script"]


def test_a_name_is_fit_to_be_shown() -> None:
    (one,) = merged([unit("a\u202eb\x1b[31m" + "x" * 900)], frozenset())
    assert one.name.startswith("a\\u202eb\\x1b[31mxxx")
    assert len(one.name) < 600


_UNITS = st.lists(
    st.builds(
        unit,
        st.sampled_from("pqr"),
        st.sampled_from(("readme", "argument_specs")),
        defined=st.booleans(),
        path=st.sampled_from(("x", "y", "z")),
        beside=st.sampled_from(((), ("there",), ("gone",))),
    ),
    max_size=8,
)
_PATHS = frozenset({"there"})


@given(_UNITS, st.randoms(use_true_random=False))
def test_order_is_nothing_and_merging_twice_is_merging_once(units: list[Unit], chance) -> None:
    once, shuffled = merged(units, _PATHS), list(units)
    chance.shuffle(shuffled)
    told = [(one.name, one.documented, one.evidence) for one in once]
    assert told == [(one.name, one.documented, one.evidence) for one in merged(shuffled, _PATHS)]
    assert merged(once, _PATHS) == once


@given(_UNITS, _UNITS)
def test_more_documentation_takes_nothing_away_and_makes_no_unit(units: list[Unit], more: list[Unit]) -> None:
    before = {one.name: set(one.documented) for one in merged(units, _PATHS)}
    documents = [unit(one.name, *one.documented, defined=False) for one in more]
    after = {one.name: set(one.documented) for one in merged([*units, *documents], _PATHS)}
    assert set(after) == set(before)
    assert all(before[name] <= after[name] for name in before)
