"""A ledger of any size, and what its commands take on it; each in a process of its own.

`python -m bench.ledger check SCHEDULES DUE PEOPLE SMTP-URL TIMES` and `python -m bench.ledger log ROWS TIMES` fill
the database that `DDD_DATABASE_URL` names and print seconds as JSON; `python -m bench.ledger mail` takes mail and
prints its port.
"""

from __future__ import annotations

import json
import os
import random
import socketserver
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
_ROOT = Path(__file__).parent.parent
_ASSETS = 1_000
_SEED = 7
_AT_ONCE = 20_000


def measured(database: str, *words: object) -> dict[str, list[float]]:
    """Run a measurement of this module on a database; return seconds by what was done."""
    command = [sys.executable, "-m", "bench.ledger", *map(str, words)]
    environment = {**os.environ, "DDD_DATABASE_URL": database, "DDD_MAIL_FROM": "ddd@example.org"}
    environment.pop("DDD_TEXTFILE_DIR", None)
    done = subprocess.run(command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    seconds: dict[str, list[float]] = json.loads(done.stdout)
    return seconds


def databases(folder: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield the kinds of database, each with what gives the URL of an empty one; PostgreSQL where it can be had."""
    from tests.ledger.postgres import NoServerError, Server

    file = folder / "ledger.db"

    def fresh() -> str:
        for old in folder.glob("ledger.db*"):
            old.unlink()
        return f"sqlite:///{file}"

    yield "SQLite", fresh
    fresh()
    try:
        server = Server("")  # as it comes
    except NoServerError as error:
        print(f"no PostgreSQL: {error}", file=sys.stderr)
        return
    names: list[str] = []

    def other() -> str:
        for old in names:
            server.drop(old)
        names[:] = [server.database()]
        return server.url(names[0])

    try:
        yield "PostgreSQL", other
    finally:
        server.stop()


@contextmanager
def mail_server() -> Iterator[str]:
    """Give the URL of a server, in a process of its own, that takes all mail and forgets it."""
    command = [sys.executable, "-m", "bench.ledger", "mail"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"smtp://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def check(schedules: int, due: int, people: int, mail: str, times: int) -> dict[str, list[float]]:
    """Measure `ddd check` on a ledger of which some is due.

    `sent`: to a mail server; `stubbed`: to nobody; `cpu`: what that takes of a processor; `again`: when all are told.
    """
    from sqlalchemy import text

    from ddd.ledger import check
    from ddd.ledger.notify import channel
    from ddd.ledger.store import open_ledger

    real = channel.for_url
    os.environ["DDD_SMTP_URL"] = mail
    seconds: dict[str, list[float]] = {name: [] for name in ("sent", "stubbed", "cpu", "again")}
    with open_ledger(create=True) as ledger:
        _fill(ledger, schedules, due, people)
        for number in range(2 * times):
            with ledger.connected(writing=True) as connection:
                if ledger.is_sqlite:
                    for table in ("notices", "messages", "checks"):
                        connection.execute(text(f"DELETE FROM {table}"))
                else:  # rows that are deleted stay until they are swept up, and mislead what plans the next statement
                    connection.execute(text("TRUNCATE notices, messages, checks"))
            how = "stubbed" if number % 2 else "sent"
            channel.for_url = (lambda _: _Stub()) if number % 2 else real
            for kept, told in ((how, people), ("again", 0)):
                began, used = time.perf_counter(), time.process_time()
                done = check.run(ledger, NOW)
                seconds[kept].append(time.perf_counter() - began)
                seconds["cpu"] += [time.process_time() - used] if kept == "stubbed" else []
                assert (done.due, done.sent) == (due, told), done.problems
    return seconds


def log(rows: int, times: int) -> dict[str, list[float]]:
    """Measure `ddd log` on so many rows."""
    from ddd.ledger.store import open_ledger
    from ddd.ledger.words import Outcome
    from ddd.ledger.work import log

    questions = {
        "the newest fifty": log.Wanted(limit=50),
        "of one task": log.Wanted(task="task-77", limit=50),
        "of one person": log.Wanted(by="person-7", limit=50),
        "failed, within a week": log.Wanted(
            outcome=Outcome.FAILED, since=NOW - timedelta(days=300), until=NOW - timedelta(days=293), limit=50
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in questions}
    with open_ledger(create=True) as ledger:
        _fill(ledger, 10_000, 500, 100)
        _fill_log(ledger, rows)
        for _ in range(times):
            for name, wanted in questions.items():
                began = time.perf_counter()
                with ledger.reading() as session:
                    assert log.entries(session, wanted), name
                seconds[name].append(time.perf_counter() - began)
    return seconds


class _Stub:
    place = "stub"

    def send(self, _: Any) -> str:
        return ""

    def close(self) -> None:
        pass


def _fill(ledger: Any, schedules: int, due: int, people: int) -> None:
    """Fill a ledger: what is due is spread over the people, and over what is soon, due and overdue."""
    dice, now = random.Random(_SEED), int(NOW.timestamp())
    late = {number: dice.randint(-80_000, 400_000) for number in range(due)}
    places = dice.sample(range(schedules), due)
    dues = {place: now - late[number] for number, place in enumerate(places)}
    owners = {place: number % people + 1 for number, place in enumerate(places)}
    _insert(
        ledger, "people",
        ({"id": n + 1, "key": f"person-{n}", "name": f"Person {n}", "role": "viewer", "url": f"mailto:p{n}@example.org",
          "zone": "Europe/Berlin", "created_at": now} for n in range(people)),
    )  # fmt: skip
    _insert(
        ledger, "assets",
        ({"id": n + 1, "key": f"asset-{n}", "name": f"Asset {n}", "kind": "", "line": f"/{n + 1}/",
          "warranty_provider": "", "warranty_notes": "", "created_at": now} for n in range(_ASSETS)),
    )  # fmt: skip
    _insert(
        ledger, "schedules",
        ({"id": n + 1, "asset_id": n % _ASSETS + 1, "task": f"task-{n}", "title": f"Look after part {n}", "kind": "",
          "cadence": "monthly", "description": "", "rules": '["every 1 month"]', "zone": "UTC", "start": now - 10**7,
          "anchor": "calendar", "next_due": dues.get(n, now + 10**6 + n), "grace": 86_400 * (n % 2),
          "sla": 172_800 if n % 3 == 0 else None, "priority": "medium", "assignee_id": owners.get(n),
          "proof_required": False, "paused": False, "programme": "", "source": "", "pinned": "[]", "created_at": now}
         for n in range(schedules)),
    )  # fmt: skip


def _fill_log(ledger: Any, rows: int) -> None:
    dice, now = random.Random(_SEED), int(NOW.timestamp())
    _insert(
        ledger, "log",
        ({"id": n + 1, "key": f"{n:036}", "schedule_id": dice.randint(1, 10_000), "due": None,
          "done_at": now - (rows - n) * 30, "recorded_at": now, "person_id": n % 100 + 1, "by": f"person-{n % 100}",
          "outcome": "failed" if n % 50 == 0 else "done", "issues": "none", "notes": "Nothing to tell."}
         for n in range(rows)),
    )  # fmt: skip


def _insert(ledger: Any, table: str, rows: Iterator[Mapping[str, Any]]) -> None:
    from itertools import islice

    from sqlalchemy import text

    with ledger.connected(writing=True) as connection:
        while some := list(islice(rows, _AT_ONCE)):
            if ledger.is_sqlite:
                columns = ", ".join(f'"{name}"' for name in some[0])
                places = ", ".join(f":{name}" for name in some[0])
                connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), some)
            else:
                _copy(connection, table, some)
        connection.execute(text("ANALYZE"))


def _copy(connection: Any, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream).writerows([["\\N" if one is None else one for one in row.values()] for row in rows])
    stream.seek(0)
    columns = ", ".join(f'"{name}"' for name in rows[0])
    connection.connection.cursor().execute(
        f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", stream=stream
    )


class _Mail(socketserver.StreamRequestHandler):
    """Takes all mail and forgets it."""

    def handle(self) -> None:
        self._say(b"220 bench")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            self._say(b"221 bye" if word == b"QUIT" else b"250 fine")

    def _say(self, said: bytes) -> None:
        self.wfile.write(said + b"\r\n")


def _serve_mail() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


def main(words: Sequence[str]) -> None:
    match list(words):
        case ["check", schedules, due, people, mail, times]:
            print(json.dumps(check(int(schedules), int(due), int(people), mail, int(times))))
        case ["log", rows, times]:
            print(json.dumps(log(int(rows), int(times))))
        case ["mail"]:
            _serve_mail()
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
