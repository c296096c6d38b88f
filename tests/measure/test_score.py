"""The figures: worked out by hand on small repositories, and the laws they keep."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.measure import Standing
from ddd.measure.advice import missing
from ddd.measure.items import Item, distinct
from ddd.measure.score import overall, scored
from ddd.model import Evidence, replace
from tests.measure.measuring import DAYLIGHT, measured

RESTORE = """\
    # Ledger

    ## Restore the database

    1. Stop the application:

       ```sh
       systemctl stop ledger
       ```

    2. Verify that `/srv/ledger` is there again.
    """
JOB = "30 2 * * * root tar -czf /srv/backup/etc.tar.gz /etc\n"


def test_one_job_and_one_page_worked_out_by_hand(tmp_path: Path) -> None:
    """A system crontab with one job and a README with one section; nobody is named as owner.

    automation  elements  jobs 1 of 3 (no way to start it by hand, no pipeline)                              1/3
                fields    jobs asks 5: cadence yes; time zone no (crontab(5) says none); command yes;
                          steps no (the command is no script of the repository); owner no     -> 2
                          by_hand asks 2, pipelines asks 2, both missing                      -> 0           2/9
                useful    the job has a command; the two missing ones have none                              1/3
                score     0.3 * 1/3 + 0.4 * 2/9 + 0.3 * 1/3 = 0.1 + 0.0889 + 0.1 = 28.9
    testing     elements  drills 1 of 4                                                                      1/4
                fields    drills asks 3: content, command, “Verify that” as what one expects   -> 3
                          tests 2 + how 2 + checks 2 are missing                               -> 0          3/9
                useful    the section has a command; three are missing                                       1/4
                score     0.3 * 1/4 + 0.4 * 3/9 + 0.3 * 1/4 = 0.075 + 0.1333 + 0.075 = 28.3
    governance  nothing of its 5 elements; they ask for 2 + 1 + 1 + 1 + 2 = 7 fields            0/5, 0/7, 0/5, score 0
    """
    one = measured(tmp_path, {"etc/cron.d/backup": JOB, "README.md": RESTORE})
    told = {each.dimension.name: each for each in one.dimensions}

    def parts(name: str) -> dict[str, tuple[float, float]]:
        return {part: (ratio.earned, ratio.possible) for part, ratio in told[name].parts.items()}

    assert parts("automation") == {"element": (1, 3), "completeness": (2, 9), "usefulness": (1, 3)}
    assert told["automation"].score == 28.9
    assert parts("testing") == {"element": (1, 4), "completeness": (3, 9), "usefulness": (1, 4)}
    assert told["testing"].score == 28.3
    assert parts("governance") == {"element": (0, 5), "completeness": (0, 7), "usefulness": (0, 5)}
    assert (told["governance"].score, told["governance"].standing) == (0, Standing.NOTHING)


def test_an_owner_of_everything_is_worth_what_the_advice_says(tmp_path: Path) -> None:
    """The points that the advice names are what the line in CODEOWNERS then earns, the element `owners` apart."""
    files = {"etc/cron.d/backup": JOB, "README.md": RESTORE}
    before = measured(tmp_path / "before", files)
    [owner] = [one for one in before.missing if one.lacks == "owner"]
    [owners] = [one for one in before.missing if one.lacks == "owners"]
    after = measured(tmp_path / "after", {**files, "CODEOWNERS": "* @ledger\n"})
    earned = 100 * (overall(after.dimensions) - overall(before.dimensions))
    assert owner.items == 2  # the job in `automation`, and the same job in `yearbook`; no section asks for one here
    assert abs(earned - owner.gain - owners.gain) < 0.02


def test_an_empty_folder_scores_nothing(tmp_path: Path) -> None:
    one = measured(tmp_path / "empty", {"empty.txt": ""})
    assert one.overall == 0
    assert {each.standing for each in one.dimensions} == {Standing.NOTHING}
    assert len([each for each in one.missing if not each.items]) == sum(
        len(each.elements) for each in DAYLIGHT.dimensions
    )


def test_a_score_above_its_minimum_is_incomplete_while_an_element_is_missing() -> None:
    """Health asks for 3 elements and 50 %: two of them whole are 0.3*2/3 + 0.4*6/9 + 0.3*2/3 = 66.7 %."""
    [health] = [one for one in DAYLIGHT.dimensions if one.name == "health"]
    items = {("health", one.name): (whole(one),) for one in health.elements}
    del items["health", "probes"]
    [score] = [one for one in scored(DAYLIGHT, items) if one.dimension is health]
    # alerts asks 4 fields, probes 2, runbooks 3: (4 + 3) / 9
    assert (score.parts["completeness"].earned, score.parts["completeness"].possible) == (7, 9)
    assert score.score == round(100 * (0.3 * 2 / 3 + 0.4 * 7 / 9 + 0.3 * 2 / 3), 1) == 71.1
    assert score.standing is Standing.INCOMPLETE


def whole(element) -> Item:
    return item(*element.fields, *element.useful)


def item(*fields: str, name: str = "x", line: int = 1) -> Item:
    return Item(name=name, evidence=Evidence("a", line), has=frozenset(fields), told=(name, str(line)))


ELEMENTS = [(one, element) for one in DAYLIGHT.dimensions for element in one.elements]
FIELDS = sorted(DAYLIGHT.fields)
SOME_ITEMS = st.dictionaries(
    st.sampled_from([(one.name, element.name) for one, element in ELEMENTS]),
    st.lists(st.sets(st.sampled_from(FIELDS)).map(lambda has: item(*has)), min_size=1, max_size=3).map(tuple),
)


@given(SOME_ITEMS, st.sampled_from(ELEMENTS), st.sets(st.sampled_from(FIELDS)))
def test_the_first_item_of_an_element_never_lowers_a_figure_and_counts_for_no_other(items, chosen, has) -> None:
    dimension, element = chosen
    key = (dimension.name, element.name)
    items = {name: some for name, some in items.items() if name != key}
    before, after = scored(DAYLIGHT, items), scored(DAYLIGHT, {**items, key: (item(*has),)})
    for old, new in zip(before, after, strict=True):
        present = {one.element.name for one in new.found if one.items} - {
            one.element.name for one in old.found if one.items
        }
        assert present == ({element.name} if new.dimension is dimension else set())
        assert new.earned >= old.earned - 1e-9


@given(SOME_ITEMS, st.sampled_from(FIELDS))
def test_completing_a_field_lowers_nothing(items, field) -> None:
    fuller = {name: tuple(replace(one, has=one.has | {field}) for one in some) for name, some in items.items()}
    for old, new in zip(scored(DAYLIGHT, items), scored(DAYLIGHT, fuller), strict=True):
        assert new.earned >= old.earned - 1e-9


@settings(max_examples=25, deadline=None)
@given(SOME_ITEMS)
def test_a_dimension_is_full_only_when_nothing_is_missing_in_it(items) -> None:
    scores = scored(DAYLIGHT, items)
    told = {title for one in missing(DAYLIGHT, scores) for title in one.dimensions}
    for one in scores:
        assert (one.score == 100) == (one.dimension.title not in told)
        assert 0 <= one.score <= 100
        assert all(part.possible > 0 for part in one.parts.values())


@settings(max_examples=25, deadline=None)
@given(SOME_ITEMS)
def test_advice_never_costs_points_and_the_cheapest_comes_first(items) -> None:
    told = missing(DAYLIGHT, scored(DAYLIGHT, items))
    assert all(one.gain >= 0 for one in told)
    assert [one.minutes for one in told] == sorted(one.minutes for one in told)


def test_following_all_advice_gives_everything() -> None:
    items = {(one.name, element.name): (whole(element),) for one, element in ELEMENTS}
    scores = scored(DAYLIGHT, items)
    assert {one.score for one in scores} == {100}
    assert {one.standing for one in scores} == {Standing.MET}
    assert missing(DAYLIGHT, scores) == ()


def test_of_copies_the_one_that_says_most_counts() -> None:
    poor, rich = item("owner", line=1), replace(item("owner", "command", line=7), told=("x", "1"))
    assert distinct([poor, rich, poor]) == (rich,)
