"""Containers: variables of Compose, names of settings, and crontab lines in shell commands."""

from __future__ import annotations

import pytest

from ddd.extractors.docker._crontab_lines import printed_jobs
from ddd.extractors.docker._settings import is_schedule_key, meaning
from ddd.extractors.docker._variables import filled
from ddd.extractors.docker.compose import compose
from ddd.extractors.docker.dockerfile import dockerfile
from ddd.extractors.docker.dockerfile_files import dockerfile_files
from ddd.model import Confidence, Dialect
from ddd.scan.source import Source


@pytest.mark.parametrize(
    ("value", "text", "note", "open_names"),
    [
        ("0 3 * * *", "0 3 * * *", "", []),
        ("${A:-0 3 * * *}", "0 3 * * *", "unless A is set", []),
        ("${A-@daily}", "@daily", "unless A is set", []),
        ('"${A:-"0 3 * * *"}"', "0 3 * * *", "unless A is set", []),
        ("${A:-0} ${B:-3} * * *", "0 3 * * *", "unless A or B is set", []),
        ("${A}", "${A}", "", ["A"]),
        ("$A", "$A", "", ["A"]),
        ("${A:?say when}", "${A:?say when}", "", ["A"]),
        ("echo $$HOME $${X}", "echo $HOME ${X}", "", []),
        ("costs $5", "costs $5", "", []),
    ],
)
def test_variables_of_compose(value, text, note, open_names):
    found = filled(value)
    assert (found.text, found.note, [one.variable for one in found.references]) == (text, note, open_names)
    assert all(one.text in found.text for one in found.references)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CRON", True),
        ("SCHEDULE", True),
        ("BACKUP_CRON_EXPRESSION", True),
        ("CRON_TIME", True),
        ("WATCHTOWER_SCHEDULE", True),
        ("backup_cron", True),
        ("CRON_ENABLED", False),
        ("DISABLE_CRON", False),
        ("ENABLED_CRON", False),
        ("SCHEDULER", False),
        ("CRONTAB_PATH", False),
        ("A_" * 60 + "CRON", False),
    ],
)
def test_names_of_settings(name, expected):
    assert is_schedule_key(name) is expected


@pytest.mark.parametrize(
    ("name", "value", "dialect", "confidence"),
    [
        ("CRON", "0 3 * * *", Dialect.VIXIE, Confidence.MEDIUM),
        ("CRON", "0 3 * * mon-fri", Dialect.VIXIE, Confidence.MEDIUM),
        ("CRON", "0 0 3 * * *", Dialect.ROBFIG_SECONDS, Confidence.LOW),
        ("CRON", "@every 1h", Dialect.ROBFIG, Confidence.MEDIUM),
        ("WATCHTOWER_SCHEDULE", "0 0 3 * * *", Dialect.ROBFIG_SECONDS, Confidence.HIGH),
        ("DIUN_WATCH_SCHEDULE", "0 */6 * * *", Dialect.ROBFIG, Confidence.HIGH),
        ("DIUN_WATCH_SCHEDULE", "0 0 */6 * * *", Dialect.ROBFIG_SECONDS, Confidence.HIGH),
    ],
)
def test_what_a_setting_means(name, value, dialect, confidence):
    found = meaning(name, value)
    assert found is not None
    assert (found.dialect, found.confidence) == (dialect, confidence)


@pytest.mark.parametrize(
    "value", ["", "daily", "true", "1 2 3", "when the moon is full", "a b c d e", "@home", "* * *"]
)
def test_what_is_no_schedule_at_all(value):
    assert meaning("CRON", value) is None


@pytest.mark.parametrize(
    ("command", "expressions"),
    [
        ("echo '0 3 * * * /a' | crontab -", ["0 3 * * *"]),
        ("echo '0 3 * * * root /a' > /etc/cron.d/a", ["0 3 * * *"]),
        ('(crontab -l; echo "@daily /a") | crontab -', ["@daily"]),
        ("printf '%s\\n' '0 1 * * * /a' '0 2 * * * /b' >> /var/spool/cron/crontabs/root", ["0 1 * * *", "0 2 * * *"]),
        ('echo -e "0 1 * * * /a\\n#0 2 * * * /b" > /etc/crontabs/root', ["0 1 * * *"]),
        ("echo '0 3 * * * /a'", []),
        ("echo '0 3 * * *' | crontab -", []),
        ('echo "$CRON /a" | crontab -', []),
        ("echo '# 0 3 * * * /a' | crontab -", []),
        ("crontab -r", []),
    ],
)
def test_lines_that_shell_commands_write(command, expressions):
    assert [one.job.expression for one in printed_jobs(command)] == expressions


def test_the_zone_of_a_service_is_that_of_its_cron():
    text = b"services: {a: {environment: {CRON: '0 3 * * *', TZ: Europe/Rome}}, b: {environment: {CRON: '0 3 * * *'}}}"
    assert [one.timezone for one in compose.extract(Source("compose.yml", text))] == ["Europe/Rome", None]


def test_an_expression_that_a_variable_completes_is_told_at_its_command():
    text = b"services:\n  a:\n    command: '${M:-5} 3 * * * /a'\n"
    [fact] = compose.extract(Source("compose.yml", text))
    assert (fact.expression, fact.place.line) == ("5 3 * * *", 3)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("RUN echo \\\n  '0 3 * * * /a' \\\n  | crontab -", [2]),
        ("run echo '0 3 * * * /a' | crontab -", [1]),
        ("RUN true\nCOPY <<E /etc/crontabs/root\n\n5 5 * * * /b\n6 6 * * *\nE\nRUN true", [4]),
        ('RUN echo "0 3 \\\n * * * /a" | crontab -', [1]),
        ("ENV X=1 CRON='0 3 * * *' Y\nENV CRON none", [1]),
    ],
)
def test_lines_of_a_dockerfile(text, lines):
    assert [one.place.line for one in dockerfile.extract(Source("Dockerfile", text.encode()))] == lines


@pytest.mark.parametrize(
    ("text", "installed"),
    [
        ("COPY a /b", {"/b": ("x/a", "a")}),
        ("COPY --chown=1:1 a b /c/", {"/c/a": ("x/a", "a"), "/c/b": ("x/b", "b")}),
        ("WORKDIR /srv\nWORKDIR app\nADD a ./", {"/srv/app/a": ("x/a", "a")}),
        ('COPY ["a b", "/c d"]', {"/c d": ("x/a b", "a b")}),
        ("COPY jobs /etc/cron.d", {"/etc/cron.d/jobs": ("x/jobs", "jobs")}),
        ("COPY j /j\nRUN crontab -u app /j", {"/var/spool/cron/crontabs/root": ("x/j", "j")}),
        ("COPY --from=build /a /b", {}),
        ("COPY $A /b", {}),
        ("COPY . /b", {}),
        ("COPY a", {}),
    ],
)
def test_files_of_an_image(text, installed):
    found: dict[str, tuple[str, ...]] = {}
    for one in dockerfile_files.extract(Source("x/Dockerfile", text.encode())):
        found[one.name] = (*found.get(one.name, ()), one.value)
    assert found == installed
