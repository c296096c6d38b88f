"""The daily check: the right people are told the right things, once; what goes wrong with one does not end the rest."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from typer.testing import CliRunner

from ddd.cli.app import app
from ddd.ledger import check
from ddd.ledger.errors import LedgerError, Refused
from ddd.ledger.notify import digest, notices
from ddd.ledger.rules import status
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Asset, Check, Contract, Message, Notice, Schedule, Window
from ddd.ledger.words import Badge, NoticeKind, Standing
from ddd.ledger.work import spool

from .conftest import NOW
from .servers import mail_server
from .telling import Patience, asset, person, schedule

ANNA, BOB = "mailto:anna@example.org", "mailto:bob@example.org"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def mail(monkeypatch):
    with mail_server() as server:
        monkeypatch.setenv("DDD_SMTP_URL", server.url)
        monkeypatch.setenv("DDD_MAIL_FROM", "ddd@example.org")
        yield server


def run(ledger: Ledger, after: timedelta = timedelta()) -> check.Checked:
    return check.run(ledger, NOW + after, clock=Patience(NOW + after))


def kinds(ledger: Ledger) -> set[tuple[str, int]]:
    with ledger.reading() as session:
        return {(kind, stage) for kind, stage in session.execute(select(Notice.kind, Notice.stage))}


def one_task(ledger: Ledger, due: timedelta, **fields: object) -> None:
    with ledger.writing() as session:
        schedule(session, asset(session, "hall", person(session, "anna", ANNA)), "clean", due, **fields)


def test_each_person_gets_one_message_with_what_is_theirs(ledger, mail):
    with ledger.writing() as session:
        anna, bob = person(session, "anna", ANNA), person(session, "bob", BOB)
        hall = asset(session, "hall", anna)
        for number in range(3):
            schedule(session, hall, f"of-anna-{number}", -HOUR)
        schedule(session, hall, "of-bob", -HOUR, assignee_id=bob.id)
    done = run(ledger)
    assert (done.checked, done.due, done.sent, done.failed) == (4, 4, 2, 0)
    texts = {mail["To"]: mail.get_content() for mail in mail.mails}
    assert set(texts) == {"anna@example.org", "bob@example.org"}
    assert texts["anna@example.org"].count("hall / of-anna") == 3
    assert "of-anna" not in texts["bob@example.org"]


def test_run_twice_it_tells_nothing_twice(ledger, mail):
    one_task(ledger, -HOUR)
    assert run(ledger).sent == 1
    assert (run(ledger).sent, run(ledger, DAY - HOUR).told) == (0, ())
    assert len(mail.mails) == 1


def test_two_at_once_tell_nothing_twice(ledger, mail):
    with ledger.writing() as session:
        hall = asset(session, "hall", person(session, "anna", ANNA))
        for number in range(30):
            schedule(session, hall, f"t{number}", -HOUR)

    def once() -> None:
        with open_ledger() as opened:
            run(opened)

    together = [Thread(target=once) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert len(mail.mails) == 1
    with ledger.reading() as session:
        assert len(session.scalars(select(Notice)).all()) == 30
        assert len(session.scalars(select(Check)).all()) == 4


@pytest.mark.parametrize(
    ("due", "grace", "told"),
    [
        (DAY + SECOND, 0, set()),
        (DAY, 0, {("reminder", 0)}),
        (SECOND, 0, {("reminder", 0)}),
        (timedelta(), 0, {("due", 0)}),
        (-HOUR, 3_600, {("due", 0)}),
        (-HOUR - SECOND, 3_600, {("overdue", 0)}),
        (-SECOND, 0, {("overdue", 0)}),
        (-7 * DAY, 0, {("overdue", 1)}),
        (-7 * DAY + SECOND, 0, {("overdue", 0)}),
        (-365 * DAY, 0, {("overdue", 52)}),
    ],
)
def test_what_is_told_when(ledger, due, grace, told):
    one_task(ledger, due, grace=grace)
    run(ledger)
    assert kinds(ledger) == told


@pytest.mark.parametrize(
    ("late", "told"),
    [
        (timedelta(minutes=44, seconds=59), set()),
        (timedelta(minutes=45), {("sla_warning", 0)}),
        (HOUR, {("sla_warning", 0)}),
        (HOUR + SECOND, {("sla_warning", 1)}),
    ],
)
def test_the_promised_time_is_warned_of_in_its_last_quarter_and_when_it_is_over(ledger, late, told):
    one_task(ledger, -late, sla=3_600, grace=86_400)
    run(ledger)
    assert kinds(ledger) == {("due", 0)} | told


def test_a_promise_of_decades_is_reckoned(ledger):
    one_task(ledger, -HOUR, sla=2**31 - 1)
    run(ledger)
    assert kinds(ledger) == {("overdue", 0)}


class Undone(Exception):
    """Ends a transaction that leaves nothing."""


def test_the_database_and_the_rules_say_the_same(ledger):
    with ledger.writing() as session:
        hall = asset(session, "hall", person(session, "anna", ANNA))
        number = hall.id
        row = Check(started_at=NOW)
        session.add(row)
        session.flush()
        run_number = row.id

    @given(
        late=st.integers(-100_000, 2_000_000), grace=st.integers(0, 700_000), sla=st.none() | st.integers(0, 700_000)
    )
    def same(late: int, grace: int, sla: int | None) -> None:
        due = NOW - timedelta(seconds=late)
        standing, badge = status.standing(due, grace, False, NOW), status.badge(due, sla, NOW)
        word = {Standing.SOON: "reminder", Standing.DUE: "due", Standing.OVERDUE: "overdue"}.get(standing)
        expected = {word} if word else set()
        expected |= {"sla_warning"} if badge in (Badge.SOON, Badge.BREACHED) and late >= 0 else set()
        with suppress(Undone), ledger.writing() as session:
            schedule(session, session.get_one(Asset, number), "clean", due - NOW, grace=grace, sla=sla)
            notices.tell_of_schedules(session, run_number, NOW, set())
            found = dict(session.execute(select(Notice.kind, Notice.stage)).all())
            assert set(found) == expected
            assert found.get("sla_warning") in (None, int(badge is Badge.BREACHED))
            raise Undone

    same()


def test_overdue_is_told_again_every_week(ledger, mail):
    one_task(ledger, -HOUR)
    sent = [run(ledger, day * DAY).sent for day in range(16)]
    assert sent == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]


def test_from_reminder_to_overdue_each_is_told_once(ledger, mail):
    one_task(ledger, DAY, grace=86_400)
    assert [run(ledger, day * DAY).sent for day in range(5)] == [1, 1, 0, 1, 0]
    assert kinds(ledger) == {("reminder", 0), ("due", 0), ("overdue", 0)}


@pytest.mark.parametrize("fields", [{"paused": True}, {"deleted_at": NOW}])
def test_what_does_not_count_is_not_told(ledger, fields):
    one_task(ledger, -HOUR, **fields)
    done = run(ledger)
    assert (done.checked, done.due, done.told) == (0, 0, ())


def test_what_the_programme_no_longer_finds_is_told_all_the_same(ledger):
    one_task(ledger, -HOUR, missing_since=NOW)
    assert len(run(ledger).told) == 1


def test_nobody_and_nowhere_are_told_as_problems_and_told_once_there_is_somebody(ledger, mail):
    with ledger.writing() as session:
        bob = person(session, "bob")
        schedule(session, asset(session, "hall"), "of-nobody", -HOUR)
        schedule(session, asset(session, "roof", bob), "of-bob", -HOUR)
        schedule(session, asset(session, "shed", person(session, "gone", BOB, deleted_at=NOW)), "of-gone", -HOUR)
    done = run(ledger)
    assert (done.due, done.told) == (3, ())
    assert [problem.partition(":")[0] for problem in done.problems] == [
        "2 tasks are due, but nobody is to be told",
        "1 task is due, but bob has no address",
    ]
    with ledger.writing() as session:
        session.merge(bob).url = BOB
    assert run(ledger).sent == 1
    assert "of-bob" in mail.mails[0].get_content()


def test_inside_an_open_window_it_is_named_not_alerted_and_told_afterwards(ledger, mail):
    with ledger.writing() as session:
        anna = person(session, "anna", ANNA)
        theatre = asset(session, "theatre", anna)
        hall = asset(session, "hall", anna, theatre)
        schedule(session, hall, "clean", -HOUR)
        schedule(session, asset(session, "roof", anna), "look", -HOUR)
        session.add(
            Window(asset_id=theatre.id, title="Works", kind="planned", starts_at=NOW - HOUR, ends_at=NOW + HOUR,
                   created_by="anna", created_at=NOW)
        )  # fmt: skip
    done = run(ledger)
    assert (done.due, done.quiet, len(done.told)) == (2, 1, 1)
    said = mail.mails[0].get_content()
    assert "Inside an open window, not alerted: hall / clean" in said
    assert "- hall / clean" not in said
    assert run(ledger).sent == 0
    assert run(ledger, HOUR).sent == 1
    assert "- hall / clean" in mail.mails[1].get_content()


def test_what_else_comes_is_told_its_owner_once(ledger, mail):
    with ledger.writing() as session:
        anna = person(session, "anna", ANNA, zone="Europe/Berlin")
        ends = NOW + 30 * DAY
        hall = asset(session, "hall", anna, warranty_end=ends, warranty_provider="Acme")
        asset(session, "late", anna, warranty_end=ends + SECOND)
        asset(session, "over", anna, warranty_end=NOW - SECOND)
        asset(session, "nobodys", None, warranty_end=NOW + DAY)
        contract = Contract(reference="C-1", party="Lifts Ltd", ends_at=NOW + DAY, created_at=NOW)
        session.add(contract)
        session.flush()
        for name in ("a", "b"):
            schedule(session, hall, name, 90 * DAY, contract_id=contract.id)
        for start in (NOW + DAY, NOW + DAY + SECOND):
            session.add(
                Window(asset_id=hall.id, title="Works", kind="planned", starts_at=start, ends_at=start + HOUR,
                       created_by="anna", created_at=NOW)
            )  # fmt: skip
    done = run(ledger)
    assert done.told[0].title == "Maintenance: a window begins, 2 warranties or contracts end"
    said = mail.mails[0].get_content()
    assert said.count("Works on hall") == 1
    assert "Wed 2026-04-01 14:00 CEST  warranty of hall by Acme" in said
    assert "contract C-1 with Lifts Ltd" in said
    assert "late" not in said
    assert "over" not in said
    assert run(ledger).told == ()


def test_one_bad_row_does_not_end_it(ledger, mail):
    with ledger.writing() as session:
        anna = person(session, "anna", ANNA, zone="Mars/Olympus")
        hall = asset(session, "hall", anna)
        schedule(session, hall, "good", -HOUR)
        schedule(session, hall, "no-rule", -HOUR, priority="no such")
        schedule(session, hall, "no-moment", -HOUR)
        session.execute(text("UPDATE schedules SET rules = '[\"never ever\"]' WHERE task = 'no-rule'"))
        session.execute(text("UPDATE schedules SET next_due = -99999999999999 WHERE task = 'no-moment'"))
        person(session, "bob", "nosuch://geheim-42")
        schedule(session, hall, "of-bob", -HOUR, assignee_id=2)
    done = run(ledger)
    assert (done.sent, done.failed) == (1, 1)
    assert any("no-moment" in problem for problem in done.problems)
    assert "hall / good" in mail.mails[0].get_content()
    assert "hall / no-rule" in mail.mails[0].get_content()
    assert "geheim-42" not in repr(done)


def test_a_rehearsal_says_it_all_and_keeps_nothing(ledger, mail):
    one_task(ledger, -HOUR)
    rehearsed = check.rehearse(ledger, NOW)
    assert [told.person for told in rehearsed.told] == ["anna"]
    with ledger.reading() as session:
        for table in (Check, Notice, Message):
            assert session.scalars(select(table)).all() == []
    done = run(ledger)
    assert (done.told[0].title, done.told[0].body) == (rehearsed.told[0].title, rehearsed.told[0].body)


def test_how_it_went_is_kept(ledger, mail):
    one_task(ledger, -HOUR)
    run(ledger)
    with ledger.reading() as session:
        row = session.scalars(select(Check)).one()
        assert (row.checked, row.due, row.sent, row.failed, row.error) == (1, 1, 1, 0, "")
        assert row.started_at == row.finished_at == NOW
        notice, message = session.scalars(select(Notice)).one(), session.scalars(select(Message)).one()
        assert message.key == f"digest-{notice.check_id}-{notice.person_id}"


def test_that_it_failed_is_kept_and_told(ledger, monkeypatch, tmp_path):
    monkeypatch.setenv("DDD_TEXTFILE_DIR", str(tmp_path))

    def broken(*_):
        raise LedgerError("the disk is full: postgresql://anna:geheim@db/ddd")

    monkeypatch.setattr(notices, "tell_of_schedules", broken)
    with pytest.raises(LedgerError):
        run(ledger)
    with ledger.reading() as session:
        row = session.scalars(select(Check)).one()
        assert "disk is full" in row.error
        assert "geheim" not in row.error
        assert row.finished_at == NOW
    told = "".join(file.read_text() for file in tmp_path.glob("*.prom"))
    assert "ddd_check_last_run_success 0" in told


@pytest.mark.parametrize("broken", [Refused("no"), OSError("no")])
def test_what_waits_to_be_recorded_may_fail(ledger, mail, monkeypatch, broken):
    one_task(ledger, -HOUR)

    def take_in(*_):
        raise broken

    monkeypatch.setattr(spool, "take_in", take_in)
    done = run(ledger)
    assert done.sent == 1
    assert done.problems == ("what waits to be recorded: no",)


def test_a_long_digest_is_cut_and_counted(ledger, mail):
    with ledger.writing() as session:
        hall = asset(session, "hall", person(session, "anna", ANNA))
        for number in range(digest.MOST_DATA + 7):
            schedule(session, hall, f"t{number:03}", -HOUR)
    run(ledger)
    said = mail.mails[0].get_content()
    assert said.count("- hall / ") == digest.MOST_WRITTEN
    assert f"and {digest.MOST_DATA + 7 - digest.MOST_WRITTEN} more" in said
    with ledger.reading() as session:
        data = session.scalars(select(Message.data)).one()
    assert (len(data["tasks"]), data["left_out"], data["counts"]["overdue"]) == (
        digest.MOST_DATA,
        7,
        digest.MOST_DATA + 7,
    )


def test_what_presses_stands_first(ledger, mail):
    with ledger.writing() as session:
        hall = asset(session, "hall", person(session, "anna", ANNA))
        for task, due, fields in (
            ("g-soon", HOUR, {}), ("f-due", -SECOND, {"grace": 60}), ("e-low", -DAY, {"priority": "low"}),
            ("d-late", -DAY, {}), ("c-later", -2 * DAY, {}), ("b-high", -HOUR, {"priority": "high"}),
            ("a-broken", -HOUR, {"sla": 60, "priority": "low"}),
        ):  # fmt: skip
            schedule(session, hall, task, due, **fields)
    run(ledger)
    said = mail.mails[0].get_content()
    order = [line.split("/ ")[1].split(" ")[0] for line in said.splitlines() if line.startswith("- hall")]
    assert order == ["a-broken", "b-high", "c-later", "d-late", "e-low", "f-due", "g-soon"]
    assert mail.mails[0]["Subject"] == "Maintenance: 5 overdue, 1 due, 1 due soon"


def test_hostile_texts_stay_texts(ledger, mail):
    with ledger.writing() as session:
        hall = asset(session, "hall", person(session, "anna", ANNA))
        schedule(session, hall, "x\x1b[2J", -HOUR, title="Subject: y\r\nBcc: x@y.org\r\n\r\nhello")
    run(ledger)
    assert "\x1b" not in mail.mails[0].get_content()
    assert mail.mails[0]["Bcc"] is None


def test_more_assets_in_a_window_than_a_statement_has_parameters(ledger):
    one_task(ledger, -HOUR)
    with ledger.writing() as session:
        found = notices.due(session, NOW, set(range(1, 70_000)))
    assert [(one.tasks, one.quiet) for one in found] == [(1, 1)]


def test_the_index_of_what_is_due_is_used(ledger):
    if not ledger.is_sqlite:
        pytest.skip("PostgreSQL decides by how many rows there are")
    from sqlalchemy.dialects import sqlite

    question = notices._of_schedules(Schedule.id, until=NOW).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    with ledger.connected(writing=False) as connection:
        plan = " ".join(str(row) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {question}")))
    assert "ix_schedules_due" in plan


def command(*words: str):
    return CliRunner().invoke(app, list(words))


def test_the_command(ledger, mail):
    one_task(ledger, -HOUR)
    with ledger.writing() as session:
        session.execute(text("UPDATE schedules SET next_due = next_due + 0"))
    dry = command("check", "--dry-run")
    assert dry.exit_code == 0
    assert "1 would be told" in dry.stderr
    assert "To anna: Maintenance: 1 overdue\n\nOverdue (1)\n- hall / clean" in dry.stdout
    assert not mail.mails
    done = command("check", "--format", "json")
    told = json.loads(done.stdout)
    assert (told["checked"], told["sent"], told["told"][0]["person"], told["told"][0]["state"]) == (
        1,
        1,
        "anna",
        "sent",
    )
    assert "1 sent, 0 failed" in done.stderr
    again = command("check")
    assert "nobody is to be told anything new" in again.stdout


def test_the_command_tells_what_failed_and_is_fine(ledger, monkeypatch):
    monkeypatch.delenv("DDD_SMTP_URL", raising=False)
    one_task(ledger, -HOUR)
    done = command("check")
    assert done.exit_code == 0
    assert "problem: no mail server: set DDD_SMTP_URL" in done.stderr
    assert "failed" in done.stdout


def test_the_command_without_a_ledger(home):
    done = command("check")
    assert done.exit_code == 2 or "no ledger yet" in str(done.exception)
    assert not home.exists()


def test_the_commands_of_messages(ledger, mail, monkeypatch):
    with ledger.writing() as session:
        person(session, "carl", "https://anna:geheim@127.0.0.1:1/geheim-42")
        person(session, "dora", "mailto:dora@example.org")
    monkeypatch.setenv("DDD_USER", "dora")
    with ledger.writing() as session:
        session.execute(text("UPDATE people SET role = 'admin' WHERE key = 'dora'"))
        session.execute(
            text("INSERT INTO messages (key, kind, person_id, url, title, body, data, created_at, attempts, error) "
                 "VALUES ('k', 'message', 1, 'https://a:geheim@127.0.0.1:1/geheim-42', 't', 'b', '{}', 1, 4, 'e')")
        )  # fmt: skip
    sent = command("notify", "send", "dora", "--text", "The hall is closed.\nTomorrow.")
    assert sent.exit_code == 0, sent.exception
    assert (mail.mails[0]["Subject"], mail.mails[0]["To"]) == ("The hall is closed.", "dora@example.org")
    for words in (
        ("list",),
        ("list", "--format", "json"),
        ("list", "--format", "csv"),
        ("show", "1"),
        ("show", "1", "-f", "json"),
    ):
        shown = command("notify", *words)
        assert shown.exit_code == 0, shown.exception
        assert "geheim" not in shown.stdout
        assert "127.0.0.1" in shown.stdout
    assert "no messages like that" in command("notify", "list", "--person", "nobody").stdout
    rows = json.loads(command("notify", "list", "--state", "sent", "--since", "2020-01-01", "--format", "json").stdout)
    assert [(row["person"], row["state"]) for row in rows["messages"]] == [("dora", "sent")]
    assert NoticeKind.MESSAGE in rows["messages"][0]["kind"]
