"""Command lines taken apart: what really runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.link.commands import program, simple_commands


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("/usr/local/bin/backup.sh --full", [("/usr/local/bin/backup.sh", "--full")]),
        (
            "cd /srv && sudo -u pg nice -n 19 ./dump.sh -q | logger -t x",
            [("cd", "/srv"), ("./dump.sh", "-q"), ("logger", "-t", "x")],
        ),
        ("flock -n /run/x.lock timeout -k 5 600 /bin/run", [("/bin/run",)]),
        ("PATH=/bin:/x LANG=C run 'a b' > /dev/null 2>&1", [("run", "a b")]),
        ("env -u A B=1 run", [("run",)]),
        ("sh -c 'cd /x && ./y.sh'", [("cd", "/x"), ("./y.sh",)]),
        ('bash -lc "run"', [("run",)]),
        ("bash /x/y.sh", [("bash", "/x/y.sh")]),
        ("[ -x /bin/a ] && /bin/a", [("[", "-x", "/bin/a", "]"), ("/bin/a",)]),
        ("test -x /bin/a || exit 0; /bin/a", [("test", "-x", "/bin/a"), ("exit", "0"), ("/bin/a",)]),
        ("{{ bin_path }}/run.sh {{ a | default('b c') }}", [("{{ bin_path }}/run.sh", "{{ a | default('b c') }}")]),
        ("for i in a b; do rm $i; done", [("rm", "$i")]),
        ("sudo -- run", [("run",)]),
        ('[ "$(date +%d)" = 01 ] && run <(sort x)', [("[", '"$(date', '+%d)"', "=", "01", "]"), ("run", "<(sort x)")]),
        ("echo a > /x/y", [("echo", "a", ">", "/x/y")]),
        ("{ a; b; } >> 'f g' 2>&1", [("a",), ("b", ">>", "f g")]),
        ("a | b >| f && c &> log", [("a",), ("b", ">", "f"), ("c", ">", "log")]),
        ("a 2> err; b >/dev/null", [("a",), ("b",)]),
        ("cat > x <<EOF\nhello\nEOF\n", [("cat", ">", "x")]),
        ("cat <<EOF > x\nhello\nEOF\n", [("cat", ">", "x")]),
        ("cat <<EOF | sort\nhello\nEOF\n", [("cat",), ("sort",)]),
        ("cd /x; > log; 2> err", [("cd", "/x"), (":", ">", "log")]),
        ("> /dev/null; if a; then >> log; fi", [("a",), (":", ">>", "log")]),
        ("gosu vmail /usr/local/bin/trim_logs.sh", [("/usr/local/bin/trim_logs.sh",)]),
        ("A=b envdir /etc/wal-e.d /opt/wal-e backup-push /data", [("/opt/wal-e", "backup-push", "/data")]),
        ("su - postgres -c 'pg_dump x'", [("pg_dump", "x")]),
        ("su postgres", [("su", "postgres")]),
        ("docker exec -t -u git gitlab gitlab-rake gitlab:cleanup", [("gitlab-rake", "gitlab:cleanup")]),
        ("docker compose exec -T db pg_dump x > y", [("pg_dump", "x", ">", "y")]),
        ("docker exec db sh -c 'pg_dump x'", [("pg_dump", "x")]),
        ("kubectl -n shop exec db-0 -c db -- pg_dump x", [("pg_dump", "x")]),
        ("kubectl exec db-0", [("kubectl", "exec", "db-0")]),
        ("docker run exec a b", [("docker", "run", "exec", "a", "b")]),
        ("docker compose -f /srv/x.yml exec db pg_dump x", [("pg_dump", "x")]),
        ("docker exec db", [("docker", "exec", "db")]),
        ("", []),
        ("sudo", []),
    ],
)
def test_simple_commands(line: str, commands: list[tuple[str, ...]]) -> None:
    assert list(simple_commands(line)) == commands


def test_shells_inside_shells_end() -> None:
    assert simple_commands("sh -c \"sh -c 'sh -c x'\"")


def test_program_is_the_bare_name() -> None:
    assert program(("/usr/bin/curl", "-f")) == "curl"
    assert program(()) == ""


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(line: str) -> None:
    assert all(words for words in simple_commands(line))
