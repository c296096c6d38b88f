"""Crontabs and cron's directories, beyond the golden cases: the line parser that others call, and hostile text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.extractors._commands import called
from ddd.extractors._comments import title
from ddd.extractors._jinja import LONGEST_LINE, readable_lines, references
from ddd.extractors.cron_directories import cron_directories
from ddd.extractors.crontab import crontab, crontab_jobs, schedule
from ddd.model import Definition, Dialect, Evidence, Fact, Problem, State
from ddd.scan.source import Source


def facts(path: str, text: str) -> list[Fact]:
    return [one for one in crontab.extract(Source(path, text.encode())) if isinstance(one, Fact)]


def test_inline_tables_of_ansible_keep_their_line_numbers():
    jobs = list(crontab_jobs(["MAILTO=x", "", "*/5 * * * *\troot /bin/poll -v"], system=True))
    assert [(job.line, job.column, job.user, job.command) for job in jobs] == [(3, 1, "root", "/bin/poll -v")]


def test_a_place_can_be_given_from_outside():
    [job] = crontab_jobs(["  @daily /bin/x"], system=False)
    fact = schedule(job, lambda line, column: Evidence("site.yml", line + 10, column), "ansible-copy")
    assert (str(fact.place), fact.place.column, fact.system) == ("site.yml:11", 3, "ansible-copy")


@pytest.mark.parametrize("system", [True, False])
def test_macro_and_arguments(system):
    [job] = crontab_jobs(["@daily root cmd a b c"], system=system)
    assert (job.expression, job.user, job.command) == (
        "@daily",
        *(("root", "cmd a b c") if system else ("", "root cmd a b c")),
    )


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("* * * * * a%b%c", "a"),
        (r"* * * * * a \% b", "a % b"),
        (r"* * * * * date +\%F%in", "date +%F"),
        ("* * * * * a {{ '%d' | strftime }} b%in", "a {{ '%d' | strftime }} b"),
        ("* * * * * a # is part of the command", "a # is part of the command"),
        ("* * * * * X=1 a", "X=1 a"),
    ],
)
def test_the_command_ends_at_a_percent_sign(line, command):
    [job] = crontab_jobs([line], system=False)
    assert job.command == command


@pytest.mark.parametrize(
    ("line", "expression", "user"),
    [
        ("{{ m }} {{ h }} * * * {{ u }} /bin/x", "{{ m }} {{ h }} * * *", "{{ u }}"),
        ("{{ schedule }} root /bin/x", "{{ schedule }}", "root"),
        ("{{ schedule }} {{ user }} /bin/x", "{{ schedule }}", "{{ user }}"),
        ("{{ m | default('a b') }} 3 1,15 jan mon root /bin/x", "{{ m | default('a b') }} 3 1,15 jan mon", "root"),
        ("@{{ every }} root /bin/x", "@{{ every }}", "root"),
        ("-5 3 * * * root /bin/x", "5 3 * * *", "root"),
    ],
)
def test_expressions_stand_in_any_column(line, expression, user):
    [job] = crontab_jobs([line], system=True)
    assert (job.expression, job.user, job.command) == (expression, user, "/bin/x")


@pytest.mark.parametrize("mark", ["~ 3 * * * root x", "-1 3 * * * root x", "CRON_TZ=UTC\n1 3 * * * root x"])
def test_what_only_cronie_knows_makes_the_table_cronies(mark):
    jobs = list(crontab_jobs([*mark.split("\n"), "5 5 * * * root y"], system=True))
    assert {job.dialect for job in jobs} == {Dialect.CRONIE}


def test_a_tilde_in_a_template_expression_is_no_mark_of_cronie():
    [job] = crontab_jobs(["{{ a ~ b }} 3 * * * root x"], system=True)
    assert job.dialect is Dialect.VIXIE


def test_a_quiet_mark_is_refused_in_a_users_table():
    assert list(crontab_jobs(["-5 3 * * * /bin/x"], system=False)) == []


def test_an_emptied_zone_ends_the_one_before():
    jobs = list(crontab_jobs(["CRON_TZ=UTC", "1 1 * * * a", "CRON_TZ=", "2 2 * * * b"], system=False))
    assert [job.timezone for job in jobs] == ["UTC", None]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# x",
        "2 daily backups are kept",
        "@",
        "@ 5",
        "@1 x",
        "H 3 * * * x",
        "mon 3 * * * x",
        "{{ only }}",
        "{% x %}",
    ],
)
def test_these_are_no_jobs(line):
    assert list(crontab_jobs([line], system=True)) == []


def test_a_job_without_a_command_is_refused():
    [job] = crontab_jobs(["0 3 * * *"], system=False)
    assert job.fault == "it has no command"
    assert schedule(job, lambda line, column: Evidence("x", line, column)).state is State.INVALID


def test_longer_lines_than_any_schedule_are_passed_over():
    assert list(crontab_jobs(["* * * * * " + "x" * LONGEST_LINE], system=False)) == []


@pytest.mark.parametrize(
    ("path", "text", "users"),
    [
        ("etc/crontab", "0 3 * * * app /bin/x\n", ["app"]),
        ("debian/tool.cron.d", "0 3 * * * app /bin/x\n", ["app"]),
        ("files/x.cron", "0 3 * * * root /bin/x\n", ["root"]),
        ("templates/x.crontab.j2", "0 3 * * * {{ app_user }} /bin/x\n", ["{{ app_user }}"]),
        ("files/crontab", "0 3 * * * app /bin/x\n", [""]),
        ("crontabs/root", "0 3 * * * root /bin/x\n", [""]),
    ],
)
def test_only_system_tables_have_a_column_for_the_user(path, text, users):
    assert [fact.user for fact in facts(path, text)] == users


def test_a_missing_newline_is_told_except_for_templates():
    assert "no newline" in facts("etc/cron.d/x", "0 3 * * * root /bin/x")[0].note
    assert facts("etc/cron.d/x.j2", "0 3 * * * root /bin/x")[0].note == ""


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# Nightly database dump.", "Nightly database dump"),
        ("#Ansible: prune images", "prune images"),
        ("# {{ ansible_managed }}", ""),
        ("# m h dom mon dow command", ""),
        ("# 0 3 * * * root x", ""),
        ("#----------", ""),
        ("# cron jobs", ""),
        ("# See the following:", ""),
        ("# This job goes through all the files of all the customers and more", ""),
        ("# https://example.com", ""),
    ],
)
def test_titles(comment, expected):
    assert title(comment) == expected


def test_only_a_comment_of_one_line_is_a_title():
    assert facts("etc/cron.d/x", "# One\n# Two\n0 3 * * * root /bin/x\n")[0].name == "x"
    assert facts("etc/cron.d/x", "# One\n#\n# Two lines\n0 3 * * * root /bin/x\n")[0].name == "Two lines"


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("cd /srv && nice -n 19 /usr/bin/python3 bin/report.py --all", "report.py"),
        ("test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily )", "run-parts"),
        ("sudo -u app timeout 1h /srv/app/run", "run"),
        ("flock -n /run/lock /usr/bin/sync-all", "sync-all"),
        ("X=1 bash '/opt/x y/z.sh'", "z.sh"),
        ("RESTIC_PASSWORD='s3 cret' API=\"a b\" restic backup", "restic"),
        ("lock-wrapper sync '/usr/bin/sync x'", "sync x"),
        ("{{ bin }}/cronic {{ bin }}/poll.py", "poll.py"),
        ("{{ command }}", "{{ command }}"),
        ("/bin/bash", "bash"),
        ("echo x | logger; /srv/sync.sh 2>&1 | logger -t sync", "echo"),
        ("mail -s x ops@example.com", "mail"),
        ("cd /srv", ""),
        ("", ""),
        (">/dev/null", ""),
    ],
)
def test_what_a_command_is_called(command, name):
    assert called(command) == name


def test_blanked_lines_keep_their_columns():
    lines = ["a {# b", "c #} d", "{% if x %}e{% endif %}", "{% x %} {% y %}", "f {% g %} h", "{{ i", "}} j", "{# {% {{"]
    assert readable_lines(lines) == [
        "a     ",
        "     d",
        " " * 10 + "e" + " " * 11,
        " " * 15,
        "f {% g %} h",
        "    ",
        "    ",
        "{# {% {{",
    ]


def test_each_reference_once():
    assert [one.text for one in references("{{ a }} {{ b }}", None, "{{ a }}")] == ["{{ a }}", "{{ b }}"]
    assert references("{{ a }}" + "x" * LONGEST_LINE) == ()


_BITS = st.sampled_from(
    [
        "0 3 * * * root x",
        "@daily",
        "{{ a",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "\n",
        " ",
        "%",
        "\\",
        "#",
        "=",
        "'",
        "-*",
        "~",
        "CRON_TZ=",
    ]
)
_TEXTS = st.one_of(st.text(max_size=300), st.lists(_BITS, max_size=40).map("".join), st.binary(max_size=200))
_PATHS = st.sampled_from(
    ["etc/crontab", "etc/cron.d/x.j2", "cron.d/a.b", "crontabs/u", "x.cron", "etc/cron.daily/x", "cron.weekly/x.j2"]
)


@given(path=_PATHS, text=_TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_facts_and_problems_with_real_lines(path, text):
    source = Source(path, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    for extractor in (crontab, cron_directories):
        if extractor.reads(source.installed_path):
            for found in extractor.extract(source):
                assert_real(found, source)


def assert_real(found, source):
    assert isinstance(found, Fact | Definition | Problem)
    match found:
        case Problem(line=line):
            assert line is None or 1 <= line <= len(source.lines)
        case Definition(evidence=place):
            assert 1 <= place.line <= len(source.lines)
        case Fact(evidence=places):
            assert all(1 <= place.line <= len(source.lines) for place in places)
            assert all(place.column <= len(source.lines[place.line - 1]) + 1 for place in places)


@pytest.mark.parametrize(
    "text", ["{{" * 200_000, "{%" * 200_000, "{#" * 200_000, "{{a}}" * 60_000, "* * * * * " + "{{a" * 3000]
)
def test_hostile_text_costs_no_more_than_its_length(text):
    list(crontab.extract(Source("etc/cron.d/x", text.encode())))


def test_a_path_that_is_no_folder_of_cron_gives_nothing():
    assert list(cron_directories.extract(Source("cron.yearly/x", b"x"))) == []
