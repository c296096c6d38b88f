"""The outbox: what is written down is sent once, what fails is tried again and then given up, nothing ends the rest."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ddd.ledger import audit, clock
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.notify import channel, outbox
from ddd.ledger.notify.channel import Channel, Outgoing, Undeliverable
from ddd.ledger.planning import windows
from ddd.ledger.planning.conflicts import Times
from ddd.ledger.registers import assets, people
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Message, Schedule
from ddd.ledger.words import Role
from tests.cli.running import ddd_here

from .conftest import ADMIN, NOW
from .servers import mail_server, web_server
from .telling import Patience, asset, person, schedule

HOUR = timedelta(hours=1)
ANNA = "mailto:anna@example.org"


@pytest.fixture
def mail(monkeypatch):
    with mail_server() as server:
        monkeypatch.setenv("DDD_SMTP_URL", server.url)
        monkeypatch.setenv("DDD_MAIL_FROM", "ddd@example.org")
        yield server


@pytest.fixture
def web(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    with web_server() as server:
        yield server


def put(ledger: Ledger, *urls: str, key: str = "one") -> None:
    with ledger.writing() as session:
        for number, url in enumerate(urls):
            name = f"{key}-{number}"
            outbox.put(session, NOW, kind="message", title=f"No. {number}", body="text", data={}, key=name, url=url)


def deliver(ledger: Ledger, clock: outbox.Clock | None = None, **words: bool) -> outbox.Delivered:
    return outbox.deliver(ledger, NOW, clock=clock or Patience(), **words)


def messages(ledger: Ledger) -> list[Message]:
    with ledger.reading() as session:
        found = list(session.scalars(select(Message).order_by(Message.id)))
        session.expunge_all()
        return found


def test_what_is_written_down_is_sent_once(ledger, mail):
    put(ledger, ANNA, ANNA)
    assert deliver(ledger) == outbox.Delivered(sent=2)
    assert deliver(ledger) == outbox.Delivered()
    assert [mail["Subject"] for mail in mail.mails] == ["No. 0", "No. 1"]
    assert len(set(mail.ids)) == 2
    assert [(one.attempts, one.sent_at, one.next_try) for one in messages(ledger)] == [(1, NOW, None)] * 2


def test_an_address_that_is_none_ends_nothing(ledger, mail, monkeypatch, capsys):
    put(ledger, "https://[hook/geheim", ANNA)
    assert deliver(ledger) == outbox.Delivered(1, 1, reasons=("no web address: give https://HOST/PATH",))
    ran = ddd_here(monkeypatch, capsys, "notify", "list")
    assert (ran.code, "https://…" in ran.out, "geheim" in ran.out) == (0, True, False)


def test_the_same_key_counts_once(ledger):
    put(ledger, ANNA)
    with ledger.writing() as session:
        again = outbox.put(session, NOW, kind="message", title="", body="", data={}, key="one-0", url=ANNA)
    assert again is None
    assert len(messages(ledger)) == 1


def test_what_fails_is_tried_three_times_more_with_the_same_id(ledger, web):
    web.answers = [(503, {}, b"")] * 3
    put(ledger, f"{web.url}/hook")
    clock = Patience()
    assert deliver(ledger, clock).sent == 1
    assert clock.waits == [2, 8, 32]
    assert len({headers["idempotency-key"] for _, headers, _ in web.requests}) == 1
    assert len(web.requests) == 4


def test_after_four_attempts_it_is_given_up_with_its_reason(ledger, web):
    web.answers = [(503, {}, b"")] * 9
    put(ledger, f"{web.url}/geheim-42")
    done = deliver(ledger)
    assert (done.sent, done.failed, len(web.requests)) == (0, 1, 4)
    (one,) = messages(ledger)
    assert (outbox.state(one), one.attempts) == ("failed", 4)
    assert "503" in one.error
    assert "geheim-42" not in one.error + str(done.reasons)
    assert deliver(ledger) == outbox.Delivered()


def test_what_never_can_be_is_given_up_at_once(ledger, web):
    web.answers = [(404, {}, b"")]
    put(ledger, f"{web.url}/hook", "nosuch://x", "plain")
    clock = Patience()
    assert deliver(ledger, clock).failed == 3
    assert clock.waits == []


def test_a_dead_server_is_asked_once_a_round_and_holds_nobody_up(ledger, web, monkeypatch):
    with mail_server() as server:
        gone = server.url
    monkeypatch.setenv("DDD_SMTP_URL", gone)
    asked = []
    from ddd.ledger.notify import smtp

    connect = smtp._connection
    monkeypatch.setattr(smtp, "_connection", lambda server: asked.append(server) or connect(server))
    put(ledger, *[ANNA] * 50, f"{web.url}/hook")
    clock = Patience()
    done = deliver(ledger, clock)
    assert (done.sent, done.failed) == (1, 50)
    assert clock.waits == [2, 8, 32]
    assert len(asked) == 4, "not once for each of fifty"
    assert len(web.requests) == 1


def test_a_server_that_comes_back_gets_all_of_it(ledger, monkeypatch):
    with mail_server() as server:
        gone = server.url
    port = int(gone.rpartition(":")[2])
    monkeypatch.setenv("DDD_SMTP_URL", gone)
    put(ledger, *[ANNA] * 5)
    assert deliver(ledger, patient=False) == outbox.Delivered(waiting=5)
    with mail_server(port=port) as server:
        assert outbox.deliver(ledger, NOW, clock=Patience(NOW + timedelta(seconds=2))).sent == 5
        assert len(set(server.ids)) == 5


def test_without_patience_nothing_is_waited_for(ledger, web):
    web.answers = [(503, {}, b"")]
    put(ledger, f"{web.url}/hook")
    clock = Patience()
    assert deliver(ledger, clock, patient=False) == outbox.Delivered(waiting=1)
    assert clock.waits == []


def test_a_channel_with_a_bug_ends_nothing(ledger, mail, monkeypatch):
    real = channel.for_url

    def for_url(url: str) -> Channel:
        if url.startswith("bug:"):
            raise ZeroDivisionError(f"of {url}")
        return real(url)

    monkeypatch.setattr(channel, "for_url", for_url)
    put(ledger, "bug://geheim-42", ANNA)
    done = deliver(ledger)
    assert (done.sent, done.failed) == (1, 1)
    assert done.reasons[0].startswith("ZeroDivisionError")
    assert "geheim-42" not in done.reasons[0]


def test_what_a_dead_sender_has_taken_is_sent_when_its_lease_is_over(ledger, mail):
    put(ledger, ANNA)
    with ledger.writing() as session:
        assert len(outbox._taken(session, NOW, NOW)) == 1  # and then it dies
    assert deliver(ledger) == outbox.Delivered(), "it may still be sending"
    before = Patience(NOW + outbox.LEASE - timedelta(seconds=1))
    assert outbox.deliver(ledger, NOW, clock=before).sent == 0
    assert outbox.deliver(ledger, NOW, clock=Patience(NOW + outbox.LEASE)).sent == 1
    assert messages(ledger)[0].attempts == 2


def test_two_at_once_send_each_message_once(ledger, monkeypatch):
    put(ledger, *["test:x"] * 60)
    sent: list[str] = []

    class Other:
        place = "test"

        def send(self, outgoing: Outgoing) -> str:
            if not sent:
                sent.append(outgoing.id)
                with open_ledger() as second:  # in the middle of the first
                    assert deliver(second).sent == 40
                return ""
            sent.append(outgoing.id)
            return ""

        def close(self) -> None:
            pass

    monkeypatch.setattr(channel, "for_url", lambda _: Other())
    assert deliver(ledger).sent == 20
    assert len(sent) == len(set(sent)) == 60


def test_what_another_sends_meanwhile_is_not_waited_for(ledger, monkeypatch):
    put(ledger, "test:x")
    fails = [True]

    class Once:
        place = "test"

        def send(self, outgoing: Outgoing) -> str:
            if fails and fails.pop():
                raise channel.Delayed("later")
            return "known-as-7"

        def close(self) -> None:
            pass

    class Overtaken(Patience):
        def wait(self, length: timedelta) -> None:
            super().wait(length)
            with open_ledger() as second:
                assert outbox.deliver(second, NOW, clock=Patience(self.now())).sent == 1

    monkeypatch.setattr(channel, "for_url", lambda _: Once())
    assert deliver(ledger, Overtaken()) == outbox.Delivered()
    assert messages(ledger)[0].data == {"answer": "known-as-7"}


def test_who_is_later_than_the_lease_does_not_undo_what_another_has_sent(ledger, monkeypatch):
    put(ledger, "test:x")
    slow = [True]

    class Slow:
        place = "test"

        def send(self, outgoing: Outgoing) -> str:
            if slow and slow.pop():
                with open_ledger() as second:
                    assert outbox.deliver(second, NOW, clock=Patience(NOW + outbox.LEASE)).sent == 1
                raise channel.Undeliverable("too late")
            return ""

        def close(self) -> None:
            pass

    monkeypatch.setattr(channel, "for_url", lambda _: Slow())
    deliver(ledger)
    (one,) = messages(ledger)
    assert (outbox.state(one), one.error, one.attempts) == ("sent", "", 2)


class Minutes(Patience):
    """A clock that goes on with each message that is sent."""

    def go_on(self, length: timedelta) -> None:
        self._at += length


def test_slow_sends_never_outlive_their_lease_so_that_none_is_sent_twice(ledger, monkeypatch):
    put(ledger, *["test:x"] * 25)
    clock, sent, settled = Minutes(), [], []

    class Slow:
        place = "test"

        def send(self, outgoing: Outgoing) -> str:
            clock.go_on(timedelta(seconds=16))
            sent.append(outgoing.id)
            if len(sent) == 19:
                settled.append(sum(one.sent_at is not None for one in messages(ledger)))
                with open_ledger() as second:
                    outbox.deliver(second, NOW, clock=clock)
            return ""

        def close(self) -> None:
            pass

    monkeypatch.setattr(channel, "for_url", lambda _: Slow())
    deliver(ledger, clock)
    assert len(sent) == len(set(sent)) == 25
    assert settled[0] >= 9, "what was sent is kept before the lease of the rest is over"
    assert {(outbox.state(one), one.attempts) for one in messages(ledger)} == {("sent", 1)}


def test_a_fast_batch_is_one_transaction(ledger, mail, monkeypatch):
    put(ledger, *[ANNA] * 40)
    taken = []
    monkeypatch.setattr(outbox, "_taken", lambda *words, real=outbox._taken: taken.append(real(*words)) or taken[-1])
    assert deliver(ledger).sent == 40
    assert [len(batch) for batch in taken] == [20, 20, 0]


def test_only_who_coordinates_everything_has_all_of_it_sent_again(ledger):
    with ledger.writing() as session:
        for actor in (Actor("bob", Role.VIEWER), Actor("carl", Role.COORDINATOR, scope="/7/")):
            with pytest.raises(Refused, match=actor.name):
                outbox.again(session, actor, NOW)
        assert outbox.again(session, Actor("dora", Role.COORDINATOR), NOW) == 0


def test_without_an_address_it_stands_there_as_failed_until_there_is_one(ledger, mail):
    with ledger.writing() as session:
        anna = person(session, "anna")
        outbox.put(session, NOW, kind="message", title="x", body="x", data={}, key="k", person=anna)
    assert deliver(ledger) == outbox.Delivered()
    assert outbox.state(messages(ledger)[0]) == "failed"
    with ledger.writing() as session:
        assert outbox.again(session, ADMIN, NOW) == 0
    with ledger.writing() as session:
        session.merge(anna).url = ANNA
        assert outbox.again(session, ADMIN, NOW) == 1
    assert deliver(ledger).sent == 1


def test_what_was_withdrawn_stays_so_also_when_its_person_comes_back(ledger, mail):
    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, "anna", url=ANNA)
        ben = people.add(session, ADMIN, NOW, "ben", url="mailto:ben@example.org")
        told = {"kind": "message", "title": "x", "body": "x", "data": {}, "person": ben}
        waits, failed = (outbox.put(session, NOW, key=key, **told) for key in ("waits", "failed"))
        failed.next_try = None
        people.change(session, ADMIN, NOW, ben, url="")
        never_had = outbox.put(session, NOW, key="never-had-an-address", **told)
        people.remove(session, ADMIN, NOW, ben)
        people.add(session, ADMIN, NOW, "ben")
        outbox.put(session, NOW, key="after", **told)
        people.change(session, ADMIN, NOW, ben, url="mailto:ben@example.org")
        session.expire_all()
        assert {outbox.state(one) for one in (waits, failed, never_had)} == {"withdrawn"}
        assert [one.key for one, _ in outbox.listed(session, state="failed")] == ["after"]
        assert len(outbox.listed(session, state="withdrawn")) == 3
        with pytest.raises(Refused, match="is not sent any more: withdrawn: ben was taken out") as told:
            outbox.again(session, ADMIN, NOW, failed.id)
        assert "ddd notify send" in told.value.advice
        assert outbox.again(session, ADMIN, NOW) == 1
    assert deliver(ledger) == outbox.Delivered(sent=1)


def test_a_silence_that_was_taken_back_is_never_sent_again(ledger, web, monkeypatch):
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", web.url)
    with ledger.writing() as session:
        hall = assets.add(session, ADMIN, NOW, "hall")
        made = windows.create(session, ADMIN, NOW, hall, Times(NOW + HOUR, NOW + 2 * HOUR))
        windows.cancel(session, ADMIN, NOW, made.window, "rain")
        assert [one.kind for one, _ in outbox.listed(session, state="withdrawn")] == ["silence"]
        assert outbox.again(session, ADMIN, NOW) == 0


def test_what_undoes_a_message_that_was_being_sent_comes_after_it_once_more(ledger, mail):
    put(ledger, ANNA, ANNA, key="end")
    assert deliver(ledger).sent == 2
    with ledger.writing() as session:
        data = {outbox.TAKEN_BACK_BY: "end-0"}
        outbox.put(session, NOW, kind="message", title="begin", body="", data=data, key="begin", url=ANNA)
    assert deliver(ledger) == outbox.Delivered(sent=2)
    assert [mail["Subject"] for mail in mail.mails] == ["No. 0", "No. 1", "begin", "No. 0"]
    assert [one.attempts for one in messages(ledger)] == [1, 1, 1]
    assert mail.ids[0] == mail.ids[3]


def test_five_reasons_are_told_each_once(ledger, web):
    web.answers = [(code, {}, b"") for code in (404, 404, 401, 403, 405, 406, 410)]
    put(ledger, *[f"{web.url}/hook"] * 7)
    done = deliver(ledger)
    assert done.failed == 7
    assert [
        reason.count(code) for reason, code in zip(done.reasons, ["404", "401", "403", "405", "406"], strict=True)
    ] == [1] * 5


@pytest.mark.parametrize(
    ("sent_at", "next_try", "state"),
    [(None, NOW, "waiting"), (None, None, "failed"), (NOW, None, "sent"), (NOW, NOW, "sent")],
)
def test_what_became_of_a_message(sent_at, next_try, state):
    assert outbox.state_of(sent_at, next_try) == state
    message = Message(sent_at=sent_at, next_try=next_try, url=ANNA, error="")
    assert outbox.state(message) == state


def test_results_count_what_arrived_and_what_was_given_up(ledger, mail, web):
    web.answers = [(404, {}, b"")] * 3
    put(ledger, ANNA, f"{web.url}/given-up", f"{web.url}/withdrawn")
    deliver(ledger)
    put(ledger, "", ANNA, key="two")  # nobody is told there, and one that waits
    with ledger.writing() as session:
        withdrawn = session.scalars(select(Message).where(Message.url.endswith("/withdrawn"))).one()
        withdrawn.url, withdrawn.error = "", "withdrawn: she was taken out"
        session.flush()
        assert outbox.results(session, NOW - timedelta(seconds=1)) == (1, 1)
        assert outbox.results(session, NOW) == (0, 0), "half-open: what was written down later"
        web.answers = []
        assert outbox.again(session, ADMIN, NOW) == 1
    deliver(ledger)
    with ledger.reading() as session:
        assert outbox.results(session, NOW - timedelta(seconds=1)) == (3, 0)


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--fail-on", "undelivered"), 1)])
def test_undelivered_messages_fail_a_check_only_where_that_is_asked_for(ledger, monkeypatch, capsys, words, code):
    monkeypatch.delenv("DDD_SMTP_URL", raising=False)
    with ledger.writing() as session:
        hall = asset(session, "hall", person(session, "anna", ANNA))
        schedule(session, hall, "doors", -HOUR)
        session.execute(update(Schedule).values(next_due=clock.now() - HOUR))
    ran = ddd_here(monkeypatch, capsys, "check", *words)
    assert ran.code == code
    assert "0 sent, 1 failed" in ran.err
    assert ddd_here(monkeypatch, capsys, "check", *words).code == 0, "this time nothing was to be told"


def test_a_gate_of_the_check_that_is_none_is_refused_before_anything_is_sent(ledger, mail, monkeypatch, capsys):
    with ledger.writing() as session:
        schedule(session, asset(session, "hall", person(session, "anna", ANNA)), "doors", -HOUR)
    ran = ddd_here(monkeypatch, capsys, "check", "--fail-on", "overdue")
    assert (ran.code, "there are: undelivered" in ran.err) == (2, True)
    assert not mail.mails


def test_nothing_is_sent_again_to_an_address_that_its_person_has_no_more(ledger, web):
    web.answers = [(404, {}, b"")]
    with ledger.writing() as session:
        anna = person(session, "anna", f"{web.url}/old")
        outbox.put(session, NOW, kind="message", title="x", body="x", data={}, key="k", person=anna)
    assert deliver(ledger).failed == 1
    with ledger.writing() as session:
        session.merge(anna).url = ""
        assert outbox.again(session, ADMIN, NOW) == 0
    assert deliver(ledger) == outbox.Delivered()
    with ledger.writing() as session:
        session.merge(anna).url = f"{web.url}/new"
        assert outbox.again(session, ADMIN, NOW) == 1
    assert deliver(ledger).sent == 1
    assert [path for path, _, _ in web.requests] == ["/old", "/new"]


def test_what_was_given_up_is_sent_again_when_asked_for(ledger, web):
    web.answers = [(404, {}, b"")] * 2
    put(ledger, f"{web.url}/a", f"{web.url}/b")
    assert deliver(ledger).failed == 2
    with ledger.writing() as session:
        assert outbox.again(session, ADMIN, NOW, messages(ledger)[1].id) == 1
    assert deliver(ledger).sent == 1
    assert [path for path, _, _ in web.requests] == ["/a", "/b", "/b"]
    assert [one.attempts for one in messages(ledger)] == [1, 1], "it begins anew: four attempts"
    with ledger.reading() as session:
        assert list(audit.verify(session)) == []
        [kept] = session.scalars(select(audit.Audit)).all()
    assert (kept.by, kept.action, kept.subject, kept.detail) == ("anna", "notify.retry", "messages", {"count": 1})


def test_sending_by_hand(ledger, mail):
    with ledger.writing() as session:
        anna = person(session, "anna", ANNA)
        outbox.send(
            session, ADMIN, NOW, anna, kind="message", title="The hall\r\nBcc: x@y.org", text="is closed\x1b[2J"
        )
        with pytest.raises(Refused, match="nothing to say") as told:
            outbox.send(session, ADMIN, NOW, anna, kind="message", title="", text=" \n")
        assert "--text" in told.value.advice
        with pytest.raises(Refused, match="role"):
            outbox.send(session, Actor("bob", Role.VIEWER), NOW, anna, kind="message", title="", text="x")
        outbox.send(session, ADMIN, NOW, anna, kind="due", title="twice", text="x")
        outbox.send(session, ADMIN, NOW, anna, kind="due", title="twice", text="x")
        kept = session.scalars(select(audit.Audit).order_by(audit.Audit.id)).all()
    told = [(one.by, one.action, one.subject, one.detail) for one in kept]
    assert told == [
        ("anna", "notify.send", "person:anna", {"kind": kind, "message": number})
        for number, kind in ((1, "message"), (2, "due"), (3, "due"))
    ]
    assert [(one.kind, one.data) for one in messages(ledger)] == [
        (kind, {"from": "anna"}) for kind in ("message", "due", "due")
    ]
    assert deliver(ledger).sent == 3
    assert "\x1b" not in mail.mails[0].get_content()
    assert mail.mails[0]["Bcc"] is None


def test_what_is_listed(ledger, mail):
    with ledger.writing() as session:
        anna = person(session, "anna", ANNA)
        outbox.put(session, NOW, kind="due", title="1", body="", data={}, key="1", person=anna)
        outbox.put(session, NOW + timedelta(days=1), kind="digest", title="2", body="", data={}, key="2", url="nosuch:")
    deliver(ledger)
    with ledger.reading() as session:

        def titles(**wanted: object) -> list[str]:
            return [message.title for message, _ in outbox.listed(session, **wanted)]

        assert titles() == ["2", "1"]
        assert titles(person="anna") == titles(kind="due") == titles(state="sent") == ["1"]
        assert titles(state="waiting") == titles(since=NOW + timedelta(days=1)) == titles(limit=1) == ["2"]
        assert titles(state="failed") == []
        assert [key for _, key in outbox.listed(session)] == ["", "anna"]
        with pytest.raises(Refused, match="no state") as told:
            titles(state="lost")
        for state in told.value.advice.removeprefix("there are: ").split(", "):
            titles(state=state)
        for number in (99, 0, -1, 2**63, 2**64):
            with pytest.raises(Refused, match=f"no message {number}") as told:
                outbox.find(session, number)
            assert "ddd notify list" in told.value.advice
        assert [outbox.find(session, number).title for number in (1, 2)] == ["1", "2"]


def test_the_newest_are_listed_first_and_of_one_moment_the_last(ledger):
    put(ledger, *[ANNA] * 60)
    with ledger.writing() as session:
        outbox.put(session, NOW - HOUR, kind="message", title="former", body="", data={}, key="former", url=ANNA)
        found = [message.title for message, _ in outbox.listed(session, limit=100)]
        assert found == [f"No. {number}" for number in reversed(range(60))] + ["former"]
        assert len(outbox.listed(session)) == 50


@pytest.mark.parametrize("key", ["digest-1-2", "window:3:x", "a.b", "..", "ä b>\r\nBcc: x", "<>@"])
def test_a_key_makes_a_message_id_whatever_it_is(key):
    made = outbox.message_id(key, "0123456789abcdef0123")
    local, _, domain = made.partition("@")
    assert domain == "ddd-0123456789abcdef.invalid"
    assert set(local) <= set("abcdefghijklmnopqrstuvwxyzABCDEF0123456789-%_~")


def test_two_ledgers_never_share_an_id(ledger, tmp_path):
    there = f"sqlite:///{tmp_path}/other.db"
    with open_ledger(there, create=True) as other, ledger.writing() as one, other.writing() as two:
        assert outbox.identity(one) != outbox.identity(two)
        assert outbox.identity(one) == outbox.identity(one)


def test_a_webhook_that_fails_does_not_lose_the_data(ledger, web):
    web.answers = [(500, {}, b"")]
    with ledger.writing() as session:
        outbox.put(session, NOW, kind="due", title="1", body="b", data={"tasks": [1]}, key="1", url=f"{web.url}/h")
    deliver(ledger)
    first, second = (json.loads(body) for _, _, body in web.requests)
    assert first == second
    assert second["data"] == {"tasks": [1]}


def test_undeliverable_is_no_delay():
    assert not issubclass(Undeliverable, channel.Delayed)
