"""A repository whose every name, path, message, command and comment tries to become something else.

Wherever a text would be run it makes a file called CANARY_…; wherever it would be shown as markup it carries a script.
"""

from __future__ import annotations

from pathlib import Path

CANARY = "CANARY_"
MARKUP = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>"
WORDS = (
    f"$(touch {CANARY}a) `touch {CANARY}b` ; touch {CANARY}c ' \" {{{{ 7*7 }}}} {{% raw %}} {MARKUP} "
    "[x](javascript:window.hit=1)"
)
_FOLDER = f"ro les/$(touch {CANARY}d)'\"`touch {CANARY}e`"


def write(root: Path) -> Path:
    """Write the repository below a folder and return it."""
    root.mkdir(parents=True)
    (root / _FOLDER / "files").mkdir(parents=True)
    script = root / _FOLDER / "files" / f"back up'$(touch {CANARY}g).sh"
    script.write_text(_script())
    (root / f"two\u2028lines\u202e;touch {CANARY}h").mkdir()
    (root / f"two\u2028lines\u202e;touch {CANARY}h" / "job.sh").write_text(_script())
    (root / "bin").mkdir()
    (root / "bin" / "back-up.sh").write_text(_script())
    (root / "cron.d").mkdir()
    (root / "cron.d" / f"job $(touch {CANARY}i)").write_text(
        f"# {WORDS}\n"
        f'MAILTO="$(touch {CANARY}j)"\n'
        f"0 3 * * * root /opt/x/job.sh '{CANARY}' # {WORDS}\n"
        f"5 4 * * 1 ro$(id)ot echo \"=cmd|'/C calc'!A0\" {WORDS}\n"
        "15 2 * * * root /opt/bin/back-up.sh\n"
        '@daily root =HYPERLINK("http://evil")\n'
    )
    (root / "tasks.yml").write_text(_ansible())
    (root / "CODEOWNERS").write_text(f"* @ops/{CANARY}team =cmd|calc <b>x</b>@example.com\n")
    (root / "rules.yml").write_text(_rules())
    (root / "README.md").write_text(
        f"# {WORDS}\n\nRun the backup:\n\n1. Run `touch {CANARY}k` {WORDS}\n\n```sh\ntouch {CANARY}l\n```\n"
    )
    (root / ".ddd").mkdir()
    (root / ".ddd" / "tasks.yaml").write_text(_declared())
    return root


def _script() -> str:
    return (
        "#!/bin/sh\n"
        f"# {WORDS}\n"
        f"# Owner: @{WORDS}\n"
        f"# On failure: {WORDS}\n"
        f"# Rollback: rm x; {WORDS}\n"
        f"# Duration: {WORDS}\n"
        f"test -d \"$(touch {CANARY}m)\" || {{ echo '{MARKUP} ddd:keep end x -->' >&2; exit 1; }}\n"
        "pg_dump x > y\n"
        f'[ -s y ] || {{ echo "=1+1 {MARKUP}" >&2; exit 3; }}\n'
    )


def _ansible() -> str:
    name = WORDS.replace('"', '\\"').replace("\\\\", "\\")
    return (
        '- name: "' + name.replace("{{", "{ {").replace("{%", "{ %") + '"\n'
        "  ansible.builtin.cron:\n"
        '    name: "' + name.replace("{{", "{ {").replace("{%", "{ %") + '"\n'
        "    hour: '2'\n    minute: '30'\n    user: \"root'$(id)\"\n"
        f"    job: \"echo '$(touch {CANARY}n)'\\nDDD_STEP\\nEOF\\ntouch {CANARY}o\"\n"
        "- name: fails\n  ansible.builtin.fail:\n    msg: |\n      ::error::x\n      /close\n      - [ ] "
        + MARKUP
        + "\n"
    )


def _rules() -> str:
    return (
        "groups:\n- name: x\n  rules:\n"
        "  - alert: 'Evil{{ $labels.x }}<script>window.hit=1</script>'\n"
        "    expr: up == 0\n    for: 5m\n"
        "    labels: {severity: 'critical\"} or vector(1)'}\n"
        '    annotations: {summary: \'{{ define "x" }}' + MARKUP.replace("'", "") + "'}\n"
    )


def _declared() -> str:
    quoted = '"' + WORDS.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return (
        "tasks:\n"
        "  - id: declared\n"
        f"    name: {quoted}\n"
        "    cadence: weekly\n"
        f"    owner: {quoted}\n"
        f"    purpose: {quoted}\n"
        f"    precheck: [{quoted}]\n"
        f"    validation: [{quoted}]\n"
        f"    rollback: [{quoted}]\n"
        f"    on_failure: [{quoted}]\n"
        f"    duration: {quoted}\n"
        "    steps:\n"
        f"      - do: {quoted}\n"
        f'        command: "echo hello\\nDDD\\nEOF\\ntouch {CANARY}p"\n'
        f"        expected: {quoted}\n"
    )
