"""What completing a schedule decides: its command, its state and cadence, and what its references lead to."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.extractors import discover
from ddd.model import Cadence, Definition, Dialect, Evidence, Reference, Schedule, State
from ddd.resolve.overrides import MOST_FILES
from ddd.resolve.schedules import completed, units_by_name
from ddd.resolve.values import Values
from ddd.resolve.variables import Variables
from ddd.scan.engine import Engine
from ddd.scan.tree import walk
from tests.repositories import written

DAY = 86_400
TASKS = "roles/backup/tasks/main.yml"
DEFAULTS = "roles/backup/defaults/main.yml"
GROUP = "group_vars/db.yml"


def schedule(expression: str = "0 3 * * *", path: str = TASKS, **fields) -> Schedule:
    fields = {"dialect": Dialect.VIXIE, "system": "cron", "name": "backup", "origin": path, **fields}
    return Schedule(expression=expression, evidence=(Evidence(path, 7),), **fields)


def complete(root: Path, one: Schedule, files: dict[str, str] | None = None, *units: Definition) -> Schedule:
    engine = Engine(walk(written(root, {TASKS: "", **(files or {})})), discover())
    return completed(one, Variables(engine), Values(engine, []), units_by_name(units))


def unit(name: str, value: str, path: str = "units/x.service", kind: str = "unit") -> Definition:
    return Definition(kind=kind, name=name, value=value, evidence=Evidence(path, 2))


def jinja(*names: str) -> tuple[Reference, ...]:
    return tuple(Reference(text=f"{{{{ {name} }}}}", variable=name) for name in names)


def places(one: Schedule) -> list[str]:
    return [str(place) for place in one.evidence]


# What a timer starts


def test_a_timer_runs_what_its_service_runs_and_the_service_is_told_last(tmp_path: Path) -> None:
    found = complete(tmp_path, schedule(target="dump.service"), None, unit("dump.service", "/bin/dump"))
    assert (found.command, places(found)) == ("/bin/dump", [f"{TASKS}:7", "units/x.service:2"])


def test_an_instance_runs_what_its_template_runs(tmp_path: Path) -> None:
    found = complete(tmp_path, schedule(target="dump@main.service"), None, unit("dump@.service", "/bin/dump %i"))
    assert found.command == "/bin/dump %i"


def test_a_unit_of_the_instances_own_name_goes_before_the_template(tmp_path: Path) -> None:
    units = unit("dump@.service", "/bin/any"), unit("dump@main.service", "/bin/own")
    assert complete(tmp_path, schedule(target="dump@main.service"), None, *units).command == "/bin/own"


def test_a_command_of_its_own_is_kept(tmp_path: Path) -> None:
    given = schedule(command="/bin/mine", target="dump.service")
    found = complete(tmp_path, given, None, unit("dump.service", "/bin/dump"))
    assert (found.command, found.evidence) == ("/bin/mine", given.evidence)


@pytest.mark.parametrize(
    "units",
    [
        (),
        (unit("other.service", "/bin/other"),),
        (unit("dump.service", "/bin/dump", kind="variable"),),
        (unit("", "/bin/nameless", kind="variable"),),
    ],
)
def test_a_target_nobody_defines_gives_no_command(tmp_path: Path, units: tuple[Definition, ...]) -> None:
    found = complete(tmp_path, schedule(target="dump.service"), None, *units)
    assert (found.command, places(found)) == ("", [f"{TASKS}:7"])


@pytest.mark.parametrize(
    ("paths", "nearest"),
    [
        # Folders that a path shares from the left with roles/backup/tasks/main.yml: 2, 1 and 0
        (["roles/backup/files/a", "roles/other/files/a", "z/a"], "roles/backup/files/a"),
        (["z/a", "roles/other/files/a"], "roles/other/files/a"),
        # `tasks` at another place of the path is not shared: both share nothing, and the later name decides
        (["a/backup/tasks/x", "b/c"], "b/c"),
        (["roles/backup/x", "roles/backup/y"], "roles/backup/y"),
        (["roles/backup/tasks/a/b/c", "roles/backup/x"], "roles/backup/tasks/a/b/c"),
        # A blank in the name of a folder parts nothing: 1 shared folder against 0
        (["roles/a b/x", "z/a b/x"], "roles/a b/x"),
    ],
)
def test_of_several_units_of_a_name_the_nearest_runs(tmp_path: Path, paths: list[str], nearest: str) -> None:
    for order in (paths, paths[::-1]):
        units = [unit("dump.service", path, path) for path in order]
        assert complete(tmp_path, schedule(target="dump.service"), None, *units).command == nearest


def test_units_are_found_by_name_in_the_order_given() -> None:
    first, second, other = unit("a", "1"), unit("a", "2"), unit("b", "3")
    variable = unit("a", "4", kind="variable")
    assert units_by_name([first, variable, other, second]) == {"a": [first, second], "b": [other]}


# Cadence and state


@pytest.mark.parametrize(
    ("state", "expression", "becomes", "cadence"),
    [
        (State.ACTIVE, "0 3 * * *", State.ACTIVE, Cadence.DAILY),
        (State.ACTIVE, "61 3 * * *", State.INVALID, None),
        (State.ACTIVE, "0 3 31 2 *", State.NEVER, None),
        (State.ACTIVE, "@reboot", State.BOOT, None),
        (State.ACTIVE, "", State.INVALID, None),
        (State.ACTIVE, "0 {{ hour }} * * *", State.INVALID, None),
        # Switched off: its rhythm is told, its state stays, and only what the system would refuse is said to be so
        (State.SUSPENDED, "0 3 * * *", State.SUSPENDED, Cadence.DAILY),
        (State.ABSENT, "0 3 1 * *", State.ABSENT, Cadence.MONTHLY),
        (State.ABSENT, "0 3 31 2 *", State.ABSENT, None),
        (State.SUSPENDED, "@reboot", State.SUSPENDED, None),
        (State.SUSPENDED, "61 3 * * *", State.INVALID, None),
        (State.SUSPENDED, "", State.SUSPENDED, None),
        (State.SUSPENDED, "0 {{ hour }} * * *", State.SUSPENDED, None),
        (State.SUSPENDED, "{% if x %}0{% endif %} 3 * * *", State.SUSPENDED, None),
        (State.SUSPENDED, "0 ${HOUR} * * *", State.SUSPENDED, None),
        (State.EXAMPLE, "0 3 * * *", State.EXAMPLE, Cadence.DAILY),
        (State.EXAMPLE, "61 3 * * *", State.EXAMPLE, None),
        # Known to have no rhythm, whatever stands there
        (State.UNRESOLVED, "0 3 * * *", State.UNRESOLVED, None),
        (State.BOOT, "0 3 * * *", State.BOOT, None),
        (State.MANUAL, "0 3 * * *", State.MANUAL, None),
        (State.ONCE, "0 3 * * *", State.ONCE, None),
    ],
)
def test_state_and_cadence(tmp_path: Path, state: State, expression: str, becomes: State, cadence: Cadence) -> None:
    found = complete(tmp_path, schedule(expression, state=state))
    assert (found.state, found.cadence) == (becomes, cadence)
    assert (found.longest_gap is None) == (cadence is None)


def test_the_longest_gap_is_that_of_its_own_zone(tmp_path: Path) -> None:
    # In Berlin the day on which autumn begins to repeat an hour has 25; in UTC no day has.
    assert complete(tmp_path, schedule(timezone="Europe/Berlin")).longest_gap == 25 * 3600
    assert complete(tmp_path, schedule(timezone="UTC")).longest_gap == DAY
    assert complete(tmp_path, schedule(timezone=None)).longest_gap == DAY


def test_an_unknown_zone_makes_it_invalid(tmp_path: Path) -> None:
    assert complete(tmp_path, schedule(timezone="Europe/Nowhere")).state is State.INVALID


def test_why_it_is_refused_stands_before_what_was_noted_already(tmp_path: Path) -> None:
    found = complete(tmp_path, schedule("0 3 * * 1-5", note="on request"))
    assert found.note == "weekdays only; on request"
    assert complete(tmp_path, schedule("0 3 * * 1-5", note="weekdays only")).note == "weekdays only"
    assert complete(tmp_path, schedule(note="on request")).note == "on request"
    assert "61" in complete(tmp_path, schedule("61 3 * * *", state=State.EXAMPLE)).note


# What references lead to


@pytest.mark.parametrize(
    ("state", "filled", "open_"),
    [
        (State.ACTIVE, State.ACTIVE, State.UNRESOLVED),
        (State.UNRESOLVED, State.UNRESOLVED, State.UNRESOLVED),
        (State.SUSPENDED, State.SUSPENDED, State.SUSPENDED),
        (State.ABSENT, State.ABSENT, State.ABSENT),
    ],
)
def test_a_schedule_whose_time_stays_open_is_unresolved_unless_switched_off(
    tmp_path: Path, state: State, filled: State, open_: State
) -> None:
    one = schedule("0 {{ hour }} * * *", references=jinja("hour"), state=state)
    known = complete(tmp_path, one, {DEFAULTS: "hour: 4\n"})
    assert (known.state, known.expression, known.references) == (filled, "0 4 * * *", ())
    assert places(known) == [f"{DEFAULTS}:1", f"{TASKS}:7"]
    unknown = complete(tmp_path, one, {DEFAULTS: "other: 4\n"})
    assert (unknown.state, unknown.expression, unknown.references) == (open_, "0 {{ hour }} * * *", one.references)
    assert unknown.cadence is None


def test_a_zone_is_followed_and_its_line_told(tmp_path: Path) -> None:
    one = schedule(timezone="{{ zone }}", references=jinja("zone"))
    found = complete(tmp_path, one, {DEFAULTS: "zone: Europe/Berlin\n"})
    assert (found.timezone, found.longest_gap, places(found)) == (
        "Europe/Berlin",
        25 * 3600,
        [f"{TASKS}:7", f"{DEFAULTS}:1"],
    )
    assert complete(tmp_path, one, {DEFAULTS: "other: x\n"}).state is State.UNRESOLVED


def test_a_zone_that_is_followed_to_nothing_is_the_hosts(tmp_path: Path) -> None:
    found = complete(
        tmp_path, schedule(timezone="{{ zone }}", references=jinja("zone")), {DEFAULTS: "zone: ''\nhour: 1\n"}
    )
    assert (found.timezone, found.state) == (None, State.ACTIVE)


def test_command_target_user_and_name_are_followed_but_decide_nothing(tmp_path: Path) -> None:
    one = schedule(
        command="{{ bin }}/dump",
        target="{{ unit }}.service",
        user="{{ who }}",
        name="{{ label }}",
        references=jinja("bin", "unit", "who", "label"),
    )
    found = complete(tmp_path, one, {DEFAULTS: "bin: /srv\nunit: dump\nwho: root\nlabel: nightly\n"})
    assert (found.command, found.target, found.user, found.name) == ("/srv/dump", "dump.service", "root", "nightly")
    assert places(found) == [f"{TASKS}:7", f"{DEFAULTS}:1"]  # of these the command's line alone is told
    unknown = complete(tmp_path, one, {DEFAULTS: "other: x\n"})
    assert (unknown.command, unknown.state, unknown.cadence) == ("{{ bin }}/dump", State.ACTIVE, Cadence.DAILY)


def test_what_some_hosts_have_instead_is_told_of_time_delay_user_and_command(tmp_path: Path) -> None:
    one = schedule(
        "{{ minute }} 3 * * *",
        command="{{ bin }}",
        user="{{ who }}",
        delay="{{ spread }}",
        note="first",
        references=jinja("minute", "bin", "who", "spread"),
    )
    files = {
        DEFAULTS: "minute: 1\nbin: /a\nwho: root\nspread: 1h\n",
        GROUP: "minute: 2\nbin: /b\nwho: pg\nspread: 2h\n",
    }
    assert complete(tmp_path, one, files).note == "; ".join(
        [
            "first",
            f"other times for some hosts: 2 3 * * * ({GROUP}:1)",
            f"bin is /b, who is pg, spread is 2h for some hosts ({GROUP}:2)",
        ]
    )


BOTH = "{{ minute }} {{ hour }} * * *"
HERE = "minute: 15\nhour: 2\n"
ELSEWHERE = "other times for some hosts"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({GROUP: "hour: 1\nminute: 30\n"}, [f"30 1 * * * ({GROUP}:1)"]),
        ({GROUP: "hour: 1\n"}, [f"15 1 * * * ({GROUP}:1)"]),
        # Which minute holds for the host, only its groups tell.
        (
            {GROUP: "hour: 1\nminute: 30\n", "host_vars/db2.yml": "hour: 3\n"},
            [f"30 1 * * * ({GROUP}:1)", "hour is 3 (host_vars/db2.yml:1)"],
        ),
        ({GROUP: "hour: 2\nminute: 15\n"}, []),
        ({GROUP: "hour: '{{ 2 }}'\n"}, []),
        ({GROUP: "hour: '{{ nobody_knows }}'\n"}, [f"hour is {{{{ nobody_knows }}}} ({GROUP}:1)"]),
        ({GROUP: "unasked: 1\n"}, []),
    ],
)
def test_the_time_of_some_hosts_is_told_whole_for_each_file(
    tmp_path: Path, files: dict[str, str], told: list[str]
) -> None:
    one = schedule(BOTH, references=jinja("minute", "hour"))
    found = complete(tmp_path, one, {DEFAULTS: HERE, **files})
    assert (found.expression, found.note) == ("15 2 * * *", "; ".join(f"{ELSEWHERE}: {one}" for one in told))


def test_a_value_below_another_variable_is_not_mistaken_for_a_whole_time(tmp_path: Path) -> None:
    files = {DEFAULTS: f"{HERE}late: '{{{{ hour }}}}'\n", GROUP: "hour: 5\nminute: 30\n"}
    found = complete(tmp_path, schedule("{{ minute }} {{ late }} * * *", references=jinja("minute", "late")), files)
    assert found.note == f"{ELSEWHERE}: hour is 5, minute is 30 ({GROUP}:1)"


def test_another_zone_is_another_time(tmp_path: Path) -> None:
    one = schedule("0 3 * * *", timezone="{{ zone }}", references=jinja("zone"))
    found = complete(tmp_path, one, {DEFAULTS: "zone: UTC\n", GROUP: "zone: Asia/Tokyo\n"})
    assert (found.timezone, found.note) == ("UTC", f"{ELSEWHERE}: zone is Asia/Tokyo ({GROUP}:1)")


def test_of_very_many_files_most_are_counted(tmp_path: Path) -> None:
    files = {f"host_vars/h{number:03}.yml": f"hour: {number % 20 + 3}\n" for number in range(15)}
    one = schedule(BOTH, command="{{ hour }}", references=jinja("minute", "hour"))
    notes = complete(tmp_path, one, {DEFAULTS: HERE, **files}).note.split("; ")
    assert len(notes) == 2 * (MOST_FILES + 1)
    assert notes[MOST_FILES] == f"{ELSEWHERE}: those of 3 more files"
    assert notes[-1] == "other values of 3 more files"


def test_what_is_left_out_is_every_time(tmp_path: Path) -> None:
    one = schedule("{{ minute | default(omit) }} 3 * * *", references=jinja("minute"))
    assert complete(tmp_path, one).expression == "* 3 * * *"
    assert complete(tmp_path, schedule(user="{{ who | default(omit) }}", references=jinja("who"))).user == ""


def test_a_time_is_followed_even_where_its_name_sounds_like_a_secret(tmp_path: Path) -> None:
    one = schedule("{{ token_minute }} 3 * * *", command="x {{ token }}", references=jinja("token_minute", "token"))
    found = complete(tmp_path, one, {DEFAULTS: "token_minute: 5\ntoken: hunter2\n"})
    assert (found.expression, found.command) == ("5 3 * * *", "x {{ token }}")


def test_blanks_and_line_ends_of_a_value_are_one_blank_but_where_lines_count(tmp_path: Path) -> None:
    files = {DEFAULTS: 'when: "0  3\\n* * *"\nrules: "on monday\\non  friday"\n'}
    assert complete(tmp_path, schedule("{{ when }}", references=jinja("when")), files).expression == "0 3 * * *"
    lines = schedule("{{ rules }}", dialect=Dialect.RENOVATE, references=jinja("rules"))
    assert complete(tmp_path, lines, files).expression == "on monday\non  friday"


# What switches a schedule off


def off(name: str = "enabled", says: str = "disabled") -> tuple[Reference, ...]:
    return (Reference(text="", variable=name, off=says),)


@pytest.mark.parametrize("value", ["false", "'no'", "'off'", "0", "disabled", "'False'", "'NO'"])
def test_a_variable_that_says_off_suspends(tmp_path: Path, value: str) -> None:
    found = complete(tmp_path, schedule(references=off(), note="first"), {DEFAULTS: f"enabled: {value}\n"})
    assert (found.state, found.cadence) == (State.SUSPENDED, Cadence.DAILY)
    assert found.note == f"switched off: enabled is {value.strip(chr(39))}; first"
    assert places(found) == [f"{TASKS}:7", f"{DEFAULTS}:1"]


@pytest.mark.parametrize("defaults", ["enabled: true\n", "enabled: 'yes'\n", "enabled: 1\n", "other: false\n"])
def test_a_variable_that_says_on_or_nothing_does_not(tmp_path: Path, defaults: str) -> None:
    found = complete(tmp_path, schedule(references=off()), {DEFAULTS: defaults})
    assert (found.state, places(found), found.note) == (State.ACTIVE, [f"{TASKS}:7"], "")


def test_what_is_off_for_most_hosts_only_stays_on(tmp_path: Path) -> None:
    found = complete(tmp_path, schedule(references=off()), {DEFAULTS: "enabled: false\n", GROUP: "enabled: true\n"})
    assert found.state is State.ACTIVE


def test_a_variable_asked_for_its_value_switches_nothing_off(tmp_path: Path) -> None:
    one = schedule("{{ hour }} 0 * * *", references=jinja("hour"))
    assert complete(tmp_path, one, {DEFAULTS: "hour: 0\n"}).state is State.ACTIVE


@pytest.mark.parametrize("state", [State.ABSENT, State.EXAMPLE, State.MANUAL])
def test_what_is_not_in_force_anyway_is_not_suspended_as_well(tmp_path: Path, state: State) -> None:
    found = complete(tmp_path, schedule(references=off(), state=state), {DEFAULTS: "enabled: false\n"})
    assert (found.state, found.note) == (state, "")


def test_what_is_off_needs_no_time(tmp_path: Path) -> None:
    one = schedule("0 {{ hour }} * * *", references=(*jinja("hour"), *off()))
    assert complete(tmp_path, one, {DEFAULTS: "enabled: false\n"}).state is State.SUSPENDED
