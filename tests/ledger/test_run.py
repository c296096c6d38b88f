"""`ddd run`: a prefix that changes nothing of a command, and records it whatever state the ledger is in."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ddd.ledger.store import database
from ddd.ledger.store.models import Proof
from ddd.ledger.words import Outcome
from ddd.ledger.work import log, proofs, running, spool
from tests.cli.running import Ran, ddd_here

from .conftest import NOW
from .working import rows, task

DDD = [sys.executable, "-m", "ddd"]
PATIENCE_SECONDS = 60


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `ddd run doors -- sh -c SCRIPT` in this process."""

    def go(script: str, *options: str, name: str = "doors") -> Ran:
        return ddd_here(monkeypatch, capfd, "run", name, *options, "--", "sh", "-c", script)

    return go


def _alone(script: str) -> running.Ended:
    with running.Shield() as shield:
        return running.run(shield, ["sh", "-c", script])


def test_it_is_recorded_with_its_time_its_code_and_its_output(ledger, run):
    task(ledger)
    ran = run("echo out; echo err >&2")
    assert ran == Ran(0, "out\n", "err\n")
    [row] = rows(ledger)
    assert (row["outcome"], row["exit_code"], row["by"]) == ("done", 0, "anna")
    assert row["notes"] == "$ sh -c 'echo out; echo err >&2'"
    assert 0 < row["duration"] < PATIENCE_SECONDS
    with ledger.reading() as session:
        kept = log.fields(session, row["id"])["proofs"]
    said = proofs.where(kept[0].sha256).read_text().splitlines()
    assert said[0] == row["notes"]
    assert sorted(said[1:3]) == ["err", "out"]
    assert said[3].startswith("[exit 0 after ")


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("exit 0", 0), ("exit 1", 1), ("exit 7", 7), ("exit 255", 255),
        ("kill -TERM $$", 143), ("kill -KILL $$", 137), ("kill -SEGV $$", 139), ("kill -INT $$", 130),
    ],
)  # fmt: skip
def test_its_status_is_that_of_the_command(script, status):
    assert _alone(script).status == status


@pytest.mark.parametrize(
    ("content", "mode", "status"),
    [(None, 0, 127), ("#!/bin/sh\nexit 3", 0o644, 126), ("exit 3", 0o755, 3), ("#!/no/shell\n", 0o755, 127)],
)
def test_what_cannot_be_started_is_told_as_shells_do(tmp_path, content, mode, status):
    script = tmp_path / "script"
    if content is not None:
        script.write_text(content)
        script.chmod(mode)
    with running.Shield() as shield:
        ended = running.run(shield, [str(script)])
    assert ended.status == status
    assert bool(ended.trouble) == (status != 3)


def test_codes_may_be_said_to_be_fine_and_the_status_stays(ledger, run):
    task(ledger)
    assert run("exit 3", "--ok", "0,3").code == 3
    assert run("exit 4", "--ok", "0,3").code == 4
    assert {one["exit_code"]: one["outcome"] for one in rows(ledger)} == {3: "done", 4: "failed"}


def test_what_takes_too_long_is_stopped_with_all_it_has_started(ledger, run, tmp_path):
    task(ledger)
    alive = tmp_path / "alive"
    script = f"(sleep 30; touch {alive}) & echo $! > {alive}.pid; echo begun; sleep 30"
    ran = run(script, "--timeout", "1s")
    assert (ran.code, ran.out) == (124, "begun\n")
    assert "longer than 1 s" in ran.err
    assert rows(ledger)[0]["outcome"] == Outcome.FAILED
    inner = int(Path(f"{alive}.pid").read_text())
    assert _is_gone(inner)


def _is_gone(process: int) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
    return False


def test_what_outlives_it_does_not_keep_us(tmp_path):
    begun = time.monotonic()
    ended = _alone("sleep 60 & echo $!")
    assert ended.status == 0
    assert time.monotonic() - begun < 30
    os.kill(int(ended.output.splitlines()[1]), signal.SIGKILL)


def test_it_has_our_stdin_and_what_was_handed_down(tmp_path):
    (tmp_path / "in").write_text("given\n")
    lock = os.open(tmp_path / "lock", os.O_WRONLY | os.O_CREAT)
    os.set_inheritable(lock, True)
    command = [*DDD, "run", "doors", "--metrics-only", "-q", "--", "bash", "-c", f"cat; echo held >&{lock}"]
    with (tmp_path / "in").open() as given:
        ran = subprocess.run(command, stdin=given, capture_output=True, pass_fds=[lock], check=False)
    assert (ran.returncode, ran.stdout) == (0, b"given\n")
    assert (tmp_path / "lock").read_text() == "held\n"
    os.close(lock)


def test_nobody_reads_its_output_any_more(ledger):
    """As without us the command dies of it."""
    task(ledger)
    script = f"{sys.executable} -m ddd run doors -- sh -c 'while echo y; do :; done' | head -1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
    assert ran.stdout == "y\n"
    assert ran.returncode in (141, 1)  # by the signal, or dash's echo has seen the error
    assert rows(ledger)[0]["outcome"] == Outcome.FAILED


@pytest.mark.parametrize("closed", ["1>&-", "0<&- 1>&- 2>&-"])
def test_closed_streams_harm_neither_the_status_nor_the_ledger(ledger, closed):
    task(ledger)
    script = f"{sys.executable} -m ddd run doors -- sh -c 'echo out; echo err >&2; exit 5' {closed}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=PATIENCE_SECONDS)
    assert ran.returncode == 5
    assert len(rows(ledger)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_are_sent_on(number):
    ended = _alone(f"trap 'echo told; exit 9' {number.name[3:]}; kill -{number} $PPID; while :; do sleep 0.01; done")
    assert ended.status == 9
    assert "told" in ended.output


def test_what_was_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ended = _alone("kill -HUP $$; kill -HUP $PPID; exit 4")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended.status == 4


def test_signals_are_ours_again_afterwards():
    before = {number: signal.getsignal(number) for number in (1, 2, 3, 14, 15, 17)}
    _alone("true")
    assert {number: signal.getsignal(number) for number in before} == before


def test_at_a_terminal_a_key_reaches_the_command_once(tmp_path):
    """Ctrl-C goes to all that the terminal talks to: sent on, it would come twice, and many give up at the second."""
    script = tmp_path / "script"
    script.write_text(
        "n=0\ntrap 'n=$((n+1))' INT\necho ready\ni=0\nwhile [ $n = 0 ]; do sleep 0.02; done\n"
        "while [ $i -lt 15 ]; do sleep 0.02; i=$((i+1)); done\necho told $n\n"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [*DDD, "run", "doors", "--metrics-only", "-q", "--", "bash", str(script)])
    said = b""
    try:
        while b"told" not in said:
            said += os.read(terminal, 1_000)
            if b"ready" in said and b"^C" not in said:
                os.write(terminal, b"\x03")
    except OSError:
        pass
    os.waitpid(child, 0)
    os.close(terminal)
    assert b"told 1" in said


_CHUNKS = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=30)


@given(chunks=_CHUNKS, part=st.integers(10, 60))
@settings(max_examples=100)
def test_of_much_output_the_beginning_and_the_end_are_kept(chunks, part):
    output = running.Output()
    before, running.PART_BYTES = running.PART_BYTES, part
    try:
        for stream, data in chunks:
            output.add(stream, data)
        kept = output.text()
    finally:
        running.PART_BYTES = before
    whole = sum(len(data) for _, data in chunks)
    assert len(kept) <= 4 * (2 * part + 2) + 60  # a byte is shown as four characters at most
    if whole <= part:
        lines = sorted(line for stream in (1, 2) for line in b"".join(d for s, d in chunks if s == stream).split(b"\n"))
        assert len([line for line in lines if line]) == len([line for line in kept.split("\n") if line])


def test_little_output_is_kept_as_it_was():
    said = _alone("printf 'a\\tb\\n'; printf 'no end'").output.splitlines()
    assert said[1:3] == ["a\tb", "no end"]


def test_much_output_says_how_much_is_missing():
    ended = _alone("seq 1 200000")
    said = ended.output.splitlines()
    assert (said[1], said[-2]) == ("1", "200000")
    [gap] = [line for line in said if "left out" in line]
    assert len(ended.output) < 2 * running.PART_BYTES + 200
    kept = sum(len(line) + 1 for line in said[1:-1] if line != gap)
    assert gap == f"[… {1_288_895 - kept:,} bytes left out …]"


@pytest.mark.parametrize(
    "secret",
    [
        "password=hunter22", "https://anna:hunter22@example.org", "token: ghp_" + "hunter22" * 5,
        "-----BEGIN RSA PRIVATE KEY-----\nhunter22\nhunter22==\n-----END RSA PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_secrets_are_not_kept(ledger, run, home, secret):
    task(ledger)
    ran = run(f"printf '%s\\n' '{secret}' before after")
    assert "hunter22" in ran.out
    for path in home.rglob("*"):
        assert path.is_dir() or b"hunter22" not in path.read_bytes()


@pytest.mark.parametrize("how", ["missing", "too long"])
def test_the_name_of_a_command_is_told_without_secrets_and_escapes(ledger, home, monkeypatch, capfd, tmp_path, how):
    task(ledger)
    command = tmp_path / "\x1b[31m password=hunter22"
    if how == "too long":
        command.write_text("#!/bin/sh\nexec sleep 60\n")
        command.chmod(0o700)
    ran = ddd_here(monkeypatch, capfd, "run", "doors", "--timeout", "1s", "--", command)
    assert ran.code == (127 if how == "missing" else 124)
    assert "\\x1b[31m" in ran.err
    assert not any(one in ran.err for one in ("\x1b", "hunter22"))
    kept = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(b"hunter22" in one for one in kept)
    [output] = (home / "proofs").rglob("*/*")
    assert b"\x1b" not in output.read_bytes()


def _unknown(ledger):
    return "no task"


def _off(ledger):
    ledger.close()
    for path in Path(os.environ["DDD_HOME"]).glob("ledger.db*"):
        path.unlink()
    return "no ledger yet"


def _newer(ledger):
    task(ledger)
    with ledger.connected(writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    return "newer ddd"


def _damaged(ledger):
    ledger.close()
    (Path(os.environ["DDD_HOME"]) / "ledger.db").write_bytes(b"no database" * 1_000)
    return "not a database"


def _folder(ledger):
    _off(ledger)
    (Path(os.environ["DDD_HOME"]) / "ledger.db").mkdir()
    return "ledger.db"


@pytest.mark.parametrize("how", [_unknown, _off, _newer, _damaged, _folder])
def test_whatever_is_wrong_with_the_ledger_the_status_is_the_commands_and_the_record_is_kept(
    home, run, how, tmp_path, monkeypatch
):
    with database.open_ledger(create=True) as ledger:
        said = how(ledger)
    ran = run("echo out; exit 7")
    assert (ran.code, ran.out) == (7, "out\n")
    assert said in ran.err
    assert len(spool.waiting()) + len(spool.refused()) == 1


def test_a_locked_ledger_is_waited_for_no_longer_than_that(home, run, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.1)
    with database.open_ledger(create=True) as ledger:
        task(ledger)
        with ledger.writing():
            ran = run("exit 7")
        assert ran.code == 7
        assert "recorded later" in ran.err
        assert run("exit 0").code == 0  # takes in what waited
        assert [one["exit_code"] for one in sorted(rows(ledger), key=lambda one: one["id"])] == [7, 0]


def test_a_home_that_cannot_be_written_is_told_with_what_to_write_down(tmp_path, monkeypatch, run):
    (tmp_path / "home").write_text("a file")
    monkeypatch.setenv("DDD_HOME", str(tmp_path / "home"))
    ran = run("echo out; exit 7")
    assert (ran.code, ran.out) == (7, "out\n")
    assert "write it down: doors: failed, exit 7, " in ran.err


def test_a_bug_of_ours_changes_no_status(ledger, run, monkeypatch):
    task(ledger)

    def broken(*_: object, **__: object):
        raise RuntimeError("oops")

    monkeypatch.setattr(log, "record", broken)
    ran = run("exit 7")
    assert ran.code == 7
    assert "RuntimeError: oops" in ran.err
    assert len(spool.waiting()) == 1


def test_when_there_is_a_ledger_again_all_is_taken_in_once(home, run, ledger):
    run("exit 0")
    assert len(spool.refused()) == 1
    task(ledger)
    spool.try_again()
    assert run("exit 0").err == ""
    assert len(rows(ledger)) == 2


def test_metrics_only_records_nothing(ledger, run, tmp_path, monkeypatch):
    task(ledger, start=NOW)
    monkeypatch.setenv("DDD_TEXTFILE_DIR", str(tmp_path))
    assert run("exit 0", "--metrics-only").code == 0
    assert (rows(ledger), spool.waiting()) == ([], [])
    [file] = tmp_path.glob("*.prom")
    assert 'ddd_task_last_run_success{asset="hall",task="doors"} 1.0' in file.read_text()
    assert "ddd_task_next_due_timestamp_seconds{" in file.read_text()


@pytest.mark.parametrize("options", [["--ok", "x"], ["--ok", "256"], ["--timeout", "never"], ["--timeout", "8d"]])
def test_options_that_are_none_are_refused_before_anything_runs(home, run, tmp_path, options):
    ran = run(f"touch {tmp_path}/ran", *options)
    assert ran.code == 2
    assert not (tmp_path / "ran").exists()


def test_any_bytes_may_be_written(ledger, run):
    task(ledger)
    command = "printf '\\377\\000\\033[2J\\n'"
    assert run(command).code == 0
    with ledger.reading() as session:
        content = proofs.where(session.query(Proof).one().sha256).read_bytes().decode()
    assert "\x1b" not in content
    assert "\\x1b[2J" in content
