"""Two tasks can be told apart by their titles, whatever their authors called them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ddd.agenda.titles import distinct
from ddd.model import Dialect, Evidence, Schedule, replace
from tests.renderers import plans


def task(name: str, title: str, command: str = "", component: str = "", namespace: str = ""):
    place = (Evidence("t", 1),)
    one = Schedule(system="c", expression="0 3 * * *", dialect=Dialect.VIXIE, evidence=place, namespace=namespace)
    return replace(plans.bare(), id=name, title=title, command=command, component=component, schedules=(one,))


def titles(*tasks) -> list[str]:
    found = distinct(plans.plan_of(*tasks)).tasks
    assert [one.id for one in found] == [one.id for one in tasks]
    return [one.title for one in found]


def test_a_title_that_says_something_stays() -> None:
    assert titles(task("a", "Nightly dump", "/bin/dump --all"), task("b", "dump.sh", "/bin/dump.sh")) == [
        "Nightly dump",
        "dump.sh",
    ]


def test_a_bare_program_gets_its_arguments_without_what_becomes_of_its_output() -> None:
    one = task("a", "find", "/usr/bin/find /srv/old -type f -delete > /dev/null 2>&1")
    assert titles(one) == ["find /srv/old -type f -delete"]


def test_a_program_behind_a_condition_gets_its_own_arguments() -> None:
    first, other = '[ "$(date +%d)" = 01 ] && /bin/export.sh closing', "/bin/export.sh partners"
    assert titles(task("a", "export.sh", first), task("b", "export.sh", other)) == [
        "export.sh closing",
        "export.sh partners",
    ]


def test_of_long_commands_the_part_that_differs_is_told() -> None:
    long = "--home /home/acme/.config/a/very/long/folder/that/fills/the/whole/line --domain"
    assert titles(*(task(one, "acme.sh", f"acme.sh {long} {one}.example") for one in "ab")) == [
        "acme.sh (a.example)",
        "acme.sh (b.example)",
    ]


def test_jobs_of_one_name_are_told_apart_by_namespace_then_component_then_id() -> None:
    same = {"title": "db-backup", "command": "backup"}
    shop, wiki = ({**same, "namespace": one, "component": f"c/{one}"} for one in ("shop", "wiki"))
    assert titles(task("a", **shop), task("b", **wiki)) == ["db-backup (shop)", "db-backup (wiki)"]
    assert titles(task("a", **shop), task("b", **{**wiki, "namespace": "shop"})) == [
        "db-backup (c/shop)",
        "db-backup (c/wiki)",
    ]
    assert titles(task("a", **shop), task("b", **{**shop, "title": "DB-backup "})) == [
        "db-backup (a)",
        "DB-backup  (b)",
    ]


@given(
    st.lists(
        st.tuples(*[st.sampled_from(["x", "x (1)", "X", "", "run"]), st.sampled_from(["run 1", "run  1", "x y", ""])]),
        max_size=6,
    )
)
def test_no_two_are_ever_the_same(made: list[tuple[str, str]]) -> None:
    found = titles(*(task(str(number), title, command) for number, (title, command) in enumerate(made)))
    assert len({" ".join(one.split()).casefold() for one in found}) == len(made)
    assert found == titles(*(task(str(number), title, command) for number, (title, command) in enumerate(made)))
