"""No secret leaves: eighty kinds planted where facts are found, looked for in everything that ddd prints or writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ddd.scan.text import masked
from tests.cli.running import ddd_here
from tests.cli.secrets import KINDS, private_keys
from tests.repositories import written

_COMMANDS = (
    ("extract", "--temporal", "-f", "json", "-v"),
    ("extract", "--temporal", "-v"),
    ("validate-maintenance-coverage", "-f", "json", "-v"),
    ("validate-maintenance-coverage", "-v"),
    ("lint", "-f", "json", "-v"),
    ("lint", "-v"),
    ("calendar", "--as-of", "2026-11-21", "-f", "json", "-v"),
    ("calendar", "--as-of", "2026-11-21", "-f", "ics"),
    ("calendar", "--as-of", "2026-11-21", "-f", "html"),
    ("calendar", "--as-of", "2026-11-21"),
    ("today", "--as-of", "2026-11-21", "-f", "json"),
    ("today", "--as-of", "2026-11-21"),
)


def _vehicles(line: str, number: int) -> dict[str, str]:
    """Return files that carry a line to every kind of fact."""
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    in_crontab, in_unit = line.replace("%", r"\%"), line.replace("%", "%%")
    return {
        f"etc/cron.d/job{number}": f"{number % 60} 3 * * * root {in_crontab}\n",
        f"bin/job{number}.sh": f'#!/bin/sh\n# Owner: {line}\n{line}\n{line} || {{ echo "{quoted}"; exit 1; }}\n',
        f"roles/r{number}/tasks/main.yml": (
            f'- name: "{quoted}"\n  ansible.builtin.shell: "{quoted}"\n  register: one\n  until: one.rc == 0\n'
            f'- ansible.builtin.fail:\n    msg: "{quoted}"\n  when: one is failed\n'
            f'- ansible.builtin.cron:\n    name: "{quoted}"\n    hour: "4"\n    job: "{quoted}"\n'
        ),
        f"lib/module{number}.py": f'def run(module):\n    if module.old:\n        module.fail_json(msg="{quoted}")\n',
        f"docs/runbook{number}.md": f"# Restore of {number}\n\n1. Run it every day:\n\n   ```sh\n   {line}\n   ```\n",
        f"docker-compose.{number}.yml": (
            f'services:\n  a:\n    image: a\n    healthcheck:\n      test: "{quoted}"\n      interval: 10s\n'
        ),
        f"rules/r{number}.yml": (
            f"groups:\n- name: a\n  rules:\n  - alert: A{number}\n    expr: up == 0\n    for: 5m\n"
            f'    labels: {{severity: page}}\n    annotations:\n      summary: "{quoted}"\n'
            f'      runbook_url: "{quoted}"\n'
        ),
        f"unit{number}.service": f"[Service]\nExecStartPre={in_unit}\nExecStart={in_unit}\nRestart=always\n",
        f".github/workflows/w{number}.yml": (
            f'on:\n  schedule:\n  - cron: "5 4 * * *"\njobs:\n  a:\n    timeout-minutes: 5\n    steps:\n'
            f'    - name: "{quoted}"\n      run: "{quoted}"\n'
        ),
    }


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Path:
    files: dict[str, str] = {"CODEOWNERS": "* @ops\n"}
    for number, kind in enumerate(KINDS):
        files |= _vehicles(kind.line.format(kind.secret), number)
    for number, (key, _) in enumerate(private_keys()):
        indented = "\n".join(f"        {line}" for line in key.splitlines())
        files[f"keys/k{number}.pem"] = key
        files[f"keys/host{number}.key"] = key
        files[f"roles/k{number}/tasks/main.yml"] = (
            f"- name: key\n  ansible.builtin.copy:\n    dest: /etc/cron.d/k{number}\n    content: |\n{indented}\n"
            f"- ansible.builtin.fail:\n    msg: |\n{indented}\n"
        )
        files[f"bin/k{number}.sh"] = f"#!/bin/sh\ncat > /etc/key <<EOF\n{key}EOF\n"
        files[f"docs/k{number}.md"] = f"# Restore the key\n\n1. Write it:\n\n```\n{key}```\n"
    return written(tmp_path_factory.mktemp("planted"), files)


@pytest.fixture(scope="module")
def shapes() -> re.Pattern[str]:
    """Any part of twelve characters of any secret: an output may not even hold a piece of one."""
    bodies = [kind.secret for kind in KINDS] + [part for _, part in private_keys()]
    pieces = {body[-12:] for body in bodies} | {body[-30:-18] for body in bodies if len(body) > 42}
    return re.compile("|".join(map(re.escape, sorted(pieces))))


def test_there_are_fifty_kinds_and_more():
    assert len({kind.secret for kind in KINDS}) == len(KINDS) >= 50


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_line_with_a_secret_is_masked(kind):
    shown = masked(kind.line.format(kind.secret))
    assert kind.secret[-12:] not in shown
    assert "***" in shown


@pytest.mark.parametrize("arguments", _COMMANDS, ids=" ".join)
def test_nothing_that_is_printed_holds_a_secret(arguments, planted, shapes, monkeypatch, capsys):
    ran = ddd_here(monkeypatch, capsys, arguments[0], planted, *arguments[1:])
    assert ran.code in (0, 1)
    assert len(ran.out) > 100
    assert sorted(set(shapes.findall(ran.out + ran.err))) == []


def test_no_page_holds_a_secret(planted, shapes, tmp_path, monkeypatch, capsys):
    ran = ddd_here(monkeypatch, capsys, "generate-runbooks", planted, "-o", tmp_path / "pages", "-v")
    pages = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert len(pages) > 3
    assert sorted(set(shapes.findall(ran.out + ran.err + "".join(pages)))) == []
    assert not any(path.suffix in (".pem", ".key") for path in tmp_path.rglob("*"))


def test_nothing_is_left_in_the_scanned_folder(planted, monkeypatch, capsys):
    before = sorted(planted.rglob("*"))
    ddd_here(monkeypatch, capsys, "extract", planted, "--temporal", "-f", "json")
    assert sorted(planted.rglob("*")) == before
