"""The commands of the ledger as people meet them: the commonest day, the registers, completion, bad input."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ddd.cli import completion, spoken
from ddd.ledger import audit
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.work import log
from tests.cli.running import ddd_here
from tests.repositories import written

from .conftest import ADMIN, NOW

BASELINE = Path(__file__).parents[2] / "examples" / "ansible_baseline"
BACKUP = "roles/backup/nightly-database-backup"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def at(monkeypatch, capsys, home):
    """Run `ddd` at some moment; gives its exit code and both its streams."""

    def go(now, *arguments, folder=None):
        monkeypatch.setattr("ddd.ledger.clock.now", lambda: now)
        return ddd_here(monkeypatch, capsys, *arguments, folder=folder)

    return go


@pytest.fixture
def small(tmp_path: Path) -> Path:
    jobs = "0 3 * * * root /usr/local/bin/backup.sh\n@reboot root /usr/local/bin/warm-up.sh\n"
    return written(tmp_path / "small", {"cron.d/jobs": jobs})


# The commonest day.


def test_the_commonest_day_takes_three_commands(at):
    begun = at(NOW, "programme", "apply", BASELINE)
    assert begun.code == 0
    assert "ansible_baseline: 35 new; `ddd due` shows what is due\n" in begun.err
    morning = NOW + DAY  # at noon: the backup of 02:15 has not been recorded
    today = at(morning, "today", BASELINE)
    assert today.code == 0
    agenda, _, owed = today.out.partition("\nOwed, says the ledger\n")
    assert "Several times a day" in agenda
    line = next(line for line in owed.splitlines() if BACKUP in line)
    assert line.split() == ["overdue", BACKUP, "Tue", "2026-03-03", "02:15", "UTC", "1", "ddd", "done", BACKUP]
    done = at(morning, "done", BACKUP)
    assert (done.code, done.out) == (0, "")
    assert "due next Wed 2026-03-04 02:15 UTC" in done.err
    due = at(morning + HOUR, "due", "--asset", "ansible_baseline")
    assert next(line for line in due.out.splitlines() if BACKUP in line).split()[:4] == [
        "soon", BACKUP, "ansible_baseline", "Wed",
    ]  # fmt: skip


def test_today_without_a_ledger_is_as_it_always_was(at, home, tmp_path: Path):
    before = at(NOW, "today", BASELINE)
    assert "Owed" not in before.out
    assert not home.exists()
    at(NOW, "programme", "apply", written(tmp_path / "other", {"cron.d/j": "0 3 * * * root /bin/x\n"}))
    assert at(NOW, "today", BASELINE) == before  # it knows another repository


def test_today_of_another_day_or_as_data_is_the_repository_alone(at):
    data = at(NOW, "today", BASELINE, "-f", "json")
    other = at(NOW, "today", BASELINE, "--as-of", "2026-11-21")
    at(NOW, "programme", "apply", BASELINE)
    assert at(NOW + DAY, "today", BASELINE, "-f", "json") == data
    assert at(NOW + DAY, "today", BASELINE, "--as-of", "2026-11-21") == other


def test_today_is_shown_though_the_ledger_is_damaged(at, home, small: Path):
    home.mkdir()
    (home / "ledger.db").write_bytes(b"this is no database at all" * 100)
    told = at(NOW, "today", small)
    assert told.code == 0
    assert told.out.startswith("Due ")
    assert "what is owed is not shown" in told.err


# The programme.


def test_plan_and_apply(at, home, small: Path):
    first = at(NOW, "programme", "plan", small, "--exit-code")
    assert (first.code, home.exists()) == (1, False)
    assert "runs when the host starts, not by the clock" in first.err
    assert at(NOW, "programme", "apply", small).out == first.out
    again = at(NOW, "programme", "plan", small, "--exit-code")
    assert (again.code, again.out) == (0, "small: nothing changes\n")
    (small / "cron.d/jobs").write_text("0 4 * * * root /usr/local/bin/backup.sh\n")
    changed = at(NOW, "programme", "plan", small, "-f", "json", "--exit-code")
    assert changed.code == 1
    (row,) = json.loads(changed.out)["changes"]
    assert (row["sign"], row["field"], row["old"], row["new"]) == (
        "~", "rules", ["vixie 0 3 * * *"], ["vixie 0 4 * * *"],
    )  # fmt: skip
    (small / "cron.d/jobs").write_text("")
    gone = at(NOW, "programme", "apply", small)
    assert "1 missing" in gone.err
    assert gone.out.splitlines()[1].startswith("!")
    assert "no longer in the repository" in at(NOW, "schedule", "list", "--missing").out


def test_an_asset_of_another_name_is_found_again_by_its_folder(at, small: Path):
    at(NOW, "programme", "apply", small, "--asset", "harbour")
    assert "Owed, says the ledger" in at(NOW + 2 * DAY, "today", small).out


def test_a_plan_that_fails_begins_no_ledger(at, home, tmp_path: Path):
    bad = written(tmp_path / "bad", {".ddd/tasks.yaml": "tasks: [{id: x, cadence: never}]\n"})
    assert at(NOW, "programme", "apply", bad).code == 2
    assert at(NOW, "programme", "apply", tmp_path / "nowhere").code == 2
    assert not home.exists()


def test_init_begins_an_empty_ledger_and_leaves_one_alone(at, home, tmp_path: Path):
    told = at(NOW, "init", "--ledger", folder=tmp_path)
    assert (told.code, told.out.startswith("an empty ledger: ")) == (0, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]
    assert at(NOW, "asset", "add", "hall").code == 0
    assert at(NOW, "init", "--ledger").out.startswith("there is a ledger already")
    assert "hall" in at(NOW, "asset", "list").out


# The registers.


def test_registers_from_the_first_person_to_the_last_removal(at, home):
    at(NOW, "init", "--ledger")
    for command in (
        ("person", "add", "anna", "--url", "mailto:anna@example.org", "--zone", "Europe/Berlin"),
        ("asset", "add", "theatre", "--owner", "anna"),
        ("asset", "add", "lift", "--below", "theatre", "--warranty-end", "2026-03-20", "--kind", "machine"),
        ("contract", "add", "C-1", "--party", "Lifts Ltd", "--end", "2027-01-01"),
        ("schedule", "add", "lift", "inspect", "--rule", "cron 0 9 1 * *", "--zone", "Europe/Berlin",
         "--contract", "C-1", "--sla", "2d", "--assignee", "anna", "--proof-required", "--grace", "1d"),
        ("asset", "set", "lift", "--name", "The lift"),
        ("person", "set", "anna", "--name", "Anna"),
        ("contract", "set", "C-1", "--notes", "call first"),
        ("schedule", "set", "inspect", "--priority", "high", "--sla", ""),
        ("schedule", "pause", "inspect", "--why", "closed"),
        ("schedule", "resume", "inspect"),
    ):  # fmt: skip
        told = at(NOW, *command)
        assert (told.code, told.out) == (0, ""), told.err
    show = at(NOW, "schedule", "show", "inspect", "-f", "json")
    (one,) = json.loads(show.out)["schedule"]
    assert (one["due"], one["priority"], one["sla"], one["contract"]) == ("2026-04-01T07:00:00Z", "high", None, "C-1")
    assert one["pinned"] == ["priority", "sla"]
    (asset,) = json.loads(at(NOW, "asset", "show", "lift", "-f", "json").out)["asset"]
    assert (asset["line"], asset["warranty"], asset["told"], asset["name"]) == (
        "theatre",
        "ends-soon",
        "anna",
        "The lift",
    )
    for listed in ("asset", "person", "contract", "schedule", "audit"):
        for form in ("table", "json", "csv", "md", "html"):
            told = at(NOW, listed, "list", "-f", form)
            assert (told.code, told.err) == (0, "")
            assert "anna@example.org" not in told.out
    assert "anna@example.org" not in at(NOW, "person", "show", "anna").out
    for command in (
        ("schedule", "remove", "inspect"), ("contract", "remove", "C-1"), ("asset", "remove", "lift"),
    ):  # fmt: skip
        assert at(NOW, *command).code == 0
    assert at(NOW, "person", "remove", "anna").code == 2
    verified = at(NOW, "audit", "verify")
    assert verified.code == 0
    assert "unbroken" in verified.out


def test_who_is_not_admin_is_told_what_they_lack(at, monkeypatch, home):
    at(NOW, "init", "--ledger")
    at(NOW, "person", "add", "anna")
    monkeypatch.setenv("DDD_USER", "ben")
    told = at(NOW, "asset", "add", "hall")
    assert (told.code, told.out) == (2, "")
    assert told.err == (
        "ddd: ben may not do that: it takes the role coordinator, and theirs is viewer\n"
        "  ask somebody who has it, or `ddd person set` by an admin\n"
    )


def test_an_address_from_stdin_stands_in_no_command_line(at, home, monkeypatch):
    at(NOW, "init", "--ledger")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert at(NOW, "person", "add", "anna", "--url", "-").code == 2  # nothing came
    with open_ledger() as ledger, ledger.reading() as session:
        assert people.listed(session) == []
    monkeypatch.setattr("sys.stdin", io.StringIO("https://example.org/s3cret\n"))
    assert at(NOW, "person", "add", "anna", "--url", "-").code == 0
    with open_ledger() as ledger, ledger.reading() as session:
        assert people.find(session, "anna").url == "https://example.org/s3cret"


# Which clock, which unit.


@pytest.fixture
def berlin(at):
    """Give a ledger whose anna lives by the clock of Berlin, with one of each thing that has a time."""
    at(NOW, "init", "--ledger")
    for command in (
        ("person", "add", "anna", "--url", "mailto:anna@example.org", "--zone", "Europe/Berlin"),
        ("asset", "add", "lift", "--warranty-end", "2026-07-01", "--owner", "anna"),
        ("contract", "add", "C-1", "--party", "Lifts Ltd", "--start", "2026-01-01"),
        ("schedule", "add", "lift", "inspect", "--rule", "cron 0 9 * * *", "--grace", "2d", "--sla", "90min"),
        ("visits", "plan", "inspect", "--at", "2026-03-02 15:30"),
        ("window", "create", "lift", "--from", "22:00", "--for", "1h"),
        ("done", "inspect", "--at", "12:00"),
    ):
        told = at(NOW, *command)
        assert told.code == 0, told.err


def test_people_read_times_by_the_clock_of_who_asks(at, berlin, monkeypatch):
    shown = {
        ("due", "--all"): "Tue 2026-03-03 09:00 CET", ("schedule", "list"): "Tue 2026-03-03 09:00 CET",
        ("schedule", "show", "inspect"): "Tue 2026-03-03 09:00 CET", ("log", "list"): "Mon 2026-03-02 12:00 CET",
        ("log", "show", "1"): "Mon 2026-03-02 12:00 CET", ("visits", "list"): "Mon 2026-03-02 15:30 CET",
        ("window", "list"): "Mon 2026-03-02 22:00 CET", ("window", "show", "1"): "Mon 2026-03-02 23:00 CET",
        ("window", "available", "lift"): "Mon 2026-03-02 22:00 CET", ("audit", "list"): "Mon 2026-03-02 13:00 CET",
        ("asset", "show", "lift"): "Wed 2026-07-01 00:00 CEST", ("contract", "list"): "Thu 2026-01-01 00:00 CET",
        ("contract", "show", "C-1"): "Thu 2026-01-01 00:00 CET", ("notify", "list"): "Mon 2026-03-02 13:00 CET",
        ("notify", "show", "1"): "Mon 2026-03-02 13:00 CET",
    }  # fmt: skip
    for command, time in shown.items():
        told = at(NOW, *command).out
        assert time in told, command
        assert " UTC" not in told, command
    for form in ("md", "html"):
        assert "Tue 2026-03-03 09:00 CET" in at(NOW, "due", "--all", "-f", form).out
    monkeypatch.setenv("DDD_USER", "a-stranger")
    assert "Tue 2026-03-03 08:00 UTC" in at(NOW, "due", "--all").out
    assert "Tue 2026-03-03 06:00 JST" in at(NOW, "window", "list", "--zone", "Asia/Tokyo").out


def test_who_lives_in_a_zone_that_is_not_known_reads_utc(at, berlin):
    with open_ledger() as ledger, ledger.writing() as session:
        people.find(session, "anna").zone = "Mars/Olympus"
    assert "Tue 2026-03-03 08:00 UTC" in at(NOW, "due", "--all").out


def test_machines_read_times_in_utc_whoever_asks(at, berlin):
    window = ("window", "list", "--zone", "Asia/Tokyo")
    assert json.loads(at(NOW, *window, "-f", "json").out)["windows"][0]["start"] == "2026-03-02T21:00:00Z"
    assert ",2026-03-02T21:00:00+00:00," in at(NOW, *window, "-f", "csv").out
    assert json.loads(at(NOW, "due", "--all", "-f", "json").out)["due"][0]["due"] == "2026-03-03T08:00:00Z"


def test_a_time_that_is_typed_is_read_by_the_clock_that_is_shown(at, berlin):
    for since, found in (("11:59", 1), ("12:00", 1), ("12:01", 0), ("-61min", 1), ("-59min", 0), ("2026-03-02", 1)):
        told = at(NOW, "log", "list", "--since", since, "-f", "json")  # at 13:00 in Berlin: it was done at 12:00
        assert len(json.loads(told.out)["log"]) == found, since
    assert "no messages like that" in at(NOW + DAY, "notify", "list", "--since", "14:00").out
    at(NOW, "window", "create", "lift", "--from", "2026-03-05 09:00", "--for", "1h", "--zone", "Asia/Tokyo")
    moved = at(NOW, "window", "update", "2", "--from", "2026-03-05 22:00")
    assert "Thu 2026-03-05 22:00 CET" in moved.out
    assert json.loads(at(NOW, "window", "show", "2", "-f", "json").out)["window"]["zone"] == "Asia/Tokyo"
    assert "done Mon 2026-03-02 12:30 CET" in at(NOW, "done", "inspect", "--at", "-30min").err


def test_what_changed_and_when_is_told_by_the_same_clock(at, berlin):
    told = at(NOW, "schedule", "set", "inspect", "--start", "2026-03-04", "--grace", "20min", "--sla", "")
    assert "grace: 2 days -> 20 minutes, sla: 1 hour 30 minutes -> none" in told.err
    assert "-> Wed 2026-03-04 00:00 CET" in told.err
    assert told.err.endswith("next due Wed 2026-03-04 09:00 CET\n")
    told = at(NOW, "asset", "set", "lift", "--warranty-end", "2026-08-01")
    assert told.err == "lift: warranty_end: Wed 2026-07-01 00:00 CEST -> Sat 2026-08-01 00:00 CEST\n"


def test_lengths_have_their_unit_for_people_and_are_numbers_for_machines(at, berlin):
    with open_ledger() as ledger, ledger.writing() as session:
        one = schedules.find(session, "inspect")
        log.record(session, ADMIN, NOW, one, exit_code=0, duration=3.217)
    people_read = at(NOW, "schedule", "show", "inspect").out
    assert "grace           2 days\n" in people_read
    assert "sla             1 hour 30 minutes\n" in people_read
    assert "duration     3.2 s\n" in at(NOW, "log", "show", "2").out
    (one,) = json.loads(at(NOW, "schedule", "show", "inspect", "-f", "json").out)["schedule"]
    assert (one["grace"], one["sla"]) == (172_800, 5_400)
    assert "duration,3.217\r\n" in at(NOW, "log", "show", "2", "-f", "csv").out


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"), (0.04, "0 s"), (3.2, "3.2 s"), (59.94, "59.9 s"), (59.96, "1 minute"), (60, "1 minute"),
        (61, "1 minute 1 s"), (1_200, "20 minutes"), (86_399, "23 hours 59 minutes"), (172_800, "2 days"),
    ],
)  # fmt: skip
def test_a_length_in_words(seconds, said):
    assert spoken.length_in_words(seconds) == said


def test_a_table_in_a_pipe_has_a_line_for_each_record_whole_and_without_blanks_at_its_end(at, berlin):
    notes = "door three sticks; " * 200
    at(NOW, "done", "inspect", "--notes", notes)
    head, *lines = at(NOW, "log", "list").out.split("\n")
    assert [line.split()[0] for line in lines if line] == ["2", "1"]
    assert lines[0].endswith(notes.strip())
    assert [line for line in (head, *lines) if line != line.rstrip()] == []


def test_a_window_that_is_over_is_told_so(at, berlin):
    told = at(NOW, "window", "create", "lift", "--from", "2026-03-01 22:00", "--for", "1h")
    assert told.err == (
        "ddd: it is over already: it would end Sun 2026-03-01 23:00 CET\n"
        "  a window is for what is to come; `ddd done --at` records what was done\n"
    )


def test_who_may_not_record_former_work_is_told_that_it_is_this(at, berlin, monkeypatch):
    monkeypatch.setenv("DDD_USER", "ben")
    told = at(NOW, "done", "inspect", "--at", "-3d")
    assert (told.code, told.err.partition(":")[2].partition(":")[0]) == (
        2,
        " ben may not record what was done earlier than now",
    )


# The audit.


def test_a_broken_chain_is_named(at, home):
    at(NOW, "init", "--ledger")
    for key in ("a", "b", "c"):
        at(NOW, "asset", "add", key)
    anchor = at(NOW, "audit", "head").out.strip()
    assert at(NOW, "audit", "verify", "--anchor", anchor).code == 0
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("UPDATE audit SET \"by\" = 'eve' WHERE id = 2")
    connection.close()
    told = at(NOW, "audit", "verify")
    assert told.code == 1
    assert told.out.startswith("row 2: ")
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("DELETE FROM audit WHERE id >= 2")
    connection.close()
    assert at(NOW, "audit", "verify").code == 0
    cut = at(NOW, "audit", "verify", "--anchor", anchor)
    assert cut.code == 1
    assert "the end was cut off" in cut.out
    assert at(NOW, "audit", "verify", "--anchor", "nonsense").code == 2


# Completion.


def test_completion_knows_what_is_there(ledger: Ledger):
    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, "anna")
        for key in ("hall-1", "hall-2", "100%_sure"):
            assets.add(session, ADMIN, NOW, key)
        schedules.add(session, ADMIN, NOW, "hall-1", "clean", ["every day"])
        schedules.add(session, ADMIN, NOW, "hall-2", "clean", ["every day"])
        schedules.add(session, ADMIN, NOW, "hall-2", "clear", ["every day"])
        schedules.delete(session, ADMIN, NOW, schedules.find(session, "clear"))
    assert completion.complete_asset("hall") == ["hall-1", "hall-2"]
    assert completion.complete_asset("%") == []
    assert completion.complete_asset("100%") == ["100%_sure"]
    assert completion.complete_task("cle") == ["clean"]
    assert completion.complete_person("") == ["anna"]
    assert completion.complete_contract("") == []


@pytest.mark.parametrize("damage", ["none", "garbage", "empty", "folder", "bad url", "unreachable"])
def test_completion_is_silent_whatever_goes_wrong(home, monkeypatch, capsys, damage: str):
    if damage in ("garbage", "empty"):
        home.mkdir()
        (home / "ledger.db").write_bytes(b"garbage" * 999 if damage == "garbage" else b"")
    elif damage == "folder":
        (home / "ledger.db").mkdir(parents=True)
    elif damage != "none":
        url = "postgresql://u:s3cret@127.0.0.1:1/x" if damage == "unreachable" else "oracle://x"
        monkeypatch.setenv("DDD_DATABASE_URL", url)
    for complete in (completion.complete_task, completion.complete_asset, completion.complete_person):
        assert complete("") == []
    assert capsys.readouterr() == ("", "")
    if damage == "none":
        assert not home.exists()


def test_the_shell_is_given_what_it_may_complete(ledger: Ledger, home):
    if not ledger.is_sqlite:
        pytest.skip("one shell is enough")
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall-1")
    asked = {"_DDD_COMPLETE": "complete_bash", "COMP_WORDS": "ddd asset show ha", "COMP_CWORD": "3"}
    program = "import sys; sys.argv[0] = 'ddd'; from ddd.cli import main; main()"  # as the installed script
    told = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    assert told.stdout.split() == ["hall-1"]


# Bad input.


_WRONG = [
    ("asset", "add", ""),
    ("asset", "add", "x" * 201),
    ("asset", "add", "a\x1b[31mb"),
    ("asset", "add", "x", "--below", "nowhere"),
    ("asset", "add", "x", "--warranty-end", "someday"),
    ("asset", "show", "nowhere"),
    ("asset", "set", "hall", "--below", "hall"),
    ("asset", "set", "hall", "--below", "x", "--top"),
    ("person", "add", "ben", "--role", "king"),
    ("person", "add", "ben", "--zone", "Mars"),
    ("person", "show", "nobody"),
    ("contract", "add", "C", "--party", "x", "--start", "2026-02-30"),
    ("contract", "remove", "C"),
    ("schedule", "add", "hall", "x"),
    ("schedule", "add", "hall", "x", "--rule", "whenever"),
    ("schedule", "add", "hall", "x", "--rule", "every day", "--grace", "long"),
    ("schedule", "add", "nowhere", "x", "--rule", "every day"),
    ("schedule", "set", "nothing", "--title", "x"),
    ("schedule", "list", "--standing", "bad"),
    ("schedule", "pause", "nothing"),
    ("programme", "apply", ".", "--asset", "-x"),
    ("audit", "list", "--since", "once"),
    ("report", "compliance", "--from", "x"),
    ("due", "--asset", "nowhere"),
]


def test_what_is_wrong_is_told_and_nothing_is_recorded(at, home, small: Path):
    at(NOW, "init", "--ledger")
    at(NOW, "asset", "add", "hall")
    with open_ledger() as ledger, ledger.reading() as session:
        head = audit.head(session)
    for arguments in _WRONG:
        told = at(NOW, *arguments, folder=small)
        assert (told.code, told.out) == (2, ""), arguments
        assert told.err.startswith("ddd: ") or "Usage" in told.err
        assert "\x1b" not in told.err
    with open_ledger() as ledger, ledger.reading() as session:
        assert audit.head(session) == head


def test_every_command_explains_itself_with_an_example(monkeypatch, capsys):
    for command in ("programme plan", "programme apply", "due", "report kpi", "audit verify", "schedule set"):
        told = ddd_here(monkeypatch, capsys, *command.split(), "--help")
        assert told.code == 0
        assert "Examples:" in told.out
