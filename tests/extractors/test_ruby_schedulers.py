"""The schedulers of Ruby programs, beyond the golden cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ddd.extractors.ruby_schedulers as package
from ddd.discovery import discovered
from ddd.extractors.ruby_schedulers import _whenever_times as times
from ddd.extractors.ruby_schedulers._ruby import Ruby, looks_like_cron
from ddd.extractors.ruby_schedulers.clocks import clockwork, crono, rufus_scheduler
from ddd.extractors.ruby_schedulers.hashes import ruby_cron_hashes
from ddd.extractors.ruby_schedulers.schedule_files import rails_schedule_files
from ddd.extractors.ruby_schedulers.whenever import whenever
from ddd.model import State
from ddd.resolve.languages import languages
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from tests.extractors.test_crontab import assert_real

EXTRACTORS = discovered(package, Extractor)


def told(extractor: Extractor, text: str, path: str = "config/schedule.rb") -> list[tuple[str, str]]:
    return [(one.name, one.expression) for one in extractor.extract(Source(path, text.encode()))]


@pytest.mark.parametrize(
    ("amount", "unit", "at", "cron"),
    [  # what whenever's own tests expect of it
        (1, "minute", None, "* * * * *"),
        (5, "minute", None, "0,5,10,15,20,25,30,35,40,45,50,55 * * * *"),
        (7, "minute", None, "7,14,21,28,35,42,49,56 * * * *"),
        (32, "minute", None, "32 * * * *"),
        (60, "minute", None, "0 * * * *"),
        (10, "minute", "5", "5,15,25,35,45,55 * * * *"),
        (1, "hour", None, "0 * * * *"),
        (2, "hour", None, "0 0,2,4,6,8,10,12,14,16,18,20,22 * * *"),
        (5, "hour", None, "0 5,10,15,20 * * *"),
        (17, "hour", None, "0 17 * * *"),
        (1, "hour", "14", "14 * * * *"),
        (1, "hour", "3:01am", "1 * * * *"),
        (1, "day", None, "0 0 * * *"),
        (2, "day", None, "0 0 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 * *"),
        (4, "day", None, "0 0 1,5,9,13,17,21,25,29 * *"),
        (7, "day", None, "0 0 1,8,15,22 * *"),
        (17, "day", None, "0 0 17 * *"),
        (29, "day", None, "0 0 29 * *"),
        (1, "day", "5", "0 5 * * *"),
        (1, "day", "1-5", "0 1-5 * * *"),
        (1, "day", "23:59", "59 23 * * *"),
        (1, "month", None, "0 0 1 * *"),
        (2, "month", None, "0 0 1 1,3,5,7,9,11 *"),
        (3, "month", None, "0 0 1 1,4,7,10 *"),
        (7, "month", None, "0 0 1 7 *"),
        (12, "month", None, "0 0 1 12 *"),
        (1, "month", "15", "0 0 15 * *"),
        (1, "month", "January 1st 3:45am", "45 3 1 * *"),
        (1, "month", "Feb 11 11PM", "0 23 11 * *"),
        (1, "year", None, "0 0 1 1 *"),
        (1, "year", "Feb 11 11PM", "0 23 11 2 *"),
        (1, "year", "5", "0 0 1 5 *"),
    ],
)
def test_lengths_become_cron_as_whenever_makes_it(amount, unit, at, cron):
    when = None if at is None else times.At(number=at) if at.replace("-", "").isdecimal() else times.at(at)
    assert times.of_length(amount, unit, when) == cron


@pytest.mark.parametrize(("amount", "unit"), [(30, "second"), (0, "hour"), (2, "year")])
def test_lengths_that_whenever_refuses(amount, unit):
    with pytest.raises(times.RefusedTimeError):
        times.of_length(amount, unit, None)


@pytest.mark.parametrize(
    ("word", "at", "cron"),
    [
        ("reboot", None, "@reboot"),
        ("daily", times.At(), "@daily"),
        ("weekday", None, "0 0 * * 1-5"),
        ("weekend", times.At(3, 30), "30 3 * * 6,0"),
        ("Sunday", None, "0 0 * * 0"),
        ("tues", times.At(4), "0 4 * * 2"),
        ("month", None, "0 0 1 * *"),
        ("week", None, "0 0 1,8,15,22 * *"),
    ],
)
def test_words_become_cron(word, at, cron):
    assert times.of_word(word, at) == cron


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("4:30 am", 4, 30),
        ("4:30pm", 16, 30),
        ("12am", 0, 0),
        ("12 p.m.", 12, 0),
        ("noon", 12, 0),
        ("midnight", 0, 0),
        ("4:30", 16, 30),
        ("04:30", 4, 30),
        ("6:30", 6, 30),
        ("13:59", 13, 59),
        ("0:15", 0, 15),
        ("00:00 am", 0, 0),
        ("3:15:20", 15, 15),
    ],
)
def test_times_are_read_as_chronic_does(text, hour, minute):
    found = times.at(text)
    assert (found.hour, found.minute) == (hour, minute)


def test_chronic_can_be_told_to_count_to_24():
    assert times.at("4:30", hours24=True).hour == 4
    text = "set :chronic_options, hours24: true\nevery(1.day, at: '4:30') { rake 'x' }\n"
    assert told(whenever, text) == [("x", "30 4 * * *")]


@pytest.mark.parametrize("text", ["", "25:00", "4:75", "soon", "Sol 3rd 2:00", "4:30 tomorrow"])
def test_other_times_are_not_understood(text):
    assert times.at(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A = 'a'\nx = A", "a"),
        ("A = 'a'.freeze\nx = M::A", "a"),
        ("x = M::A", "M::A"),
        ("A = 'a'\nA = 'b'\nx = A", "A"),
        ("x = ENV['A'] || 'a'", "a"),
        ("x = (ENV['A'] or 'a')", "a"),
        ("x = ENV.fetch('A', 'a')", "a"),
        ("x = ENV.fetch('A') { 'a' }", "ENV.fetch('A') { 'a' }"),
        ('x = "a#{b}"', '"a#{b}"'),
        ("x = 1 + 2", "1 + 2"),
        ("A = B\nB = A\nx = A", None),
    ],
)
def test_names_are_followed_as_far_as_the_file_says(text, found):
    code = Ruby(Source("x.rb", text.encode()))
    node = next(one for one in code.nodes if one.type == "assignment" and code.text(one).startswith("x"))
    value = code.follow(node.child_by_field_name("right"))
    said = code.string(value.node)
    assert found in (None, said if said is not None else code.raw(value.node))


def test_literals():
    code = Ruby(Source("x.rb", b"f 1_000, :sym, 'a', 2.5, 99999999999, 3.days, 3.cats, 3.days(1)"))
    arguments = code.calls[0].arguments
    assert [code.number(one) for one in arguments[:5]] == [1000, None, None, None, None]
    assert [code.symbol(one) for one in arguments[1:3]] == ["sym", None]
    assert [code.duration(one) for one in arguments[5:]] == [(3, "day"), None, None]
    assert code.string(None) is None
    assert list(code.pairs(None)) == []


@pytest.mark.parametrize("said", [None, "", "daily", "cron", "0 3 * * *" + " " * 300 + "*"])
def test_words_do_not_look_like_cron(said):
    assert not looks_like_cron(said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sidekiq::Cron::Job.create(cron: '0 3 * * *')", [("", "0 3 * * *")]),
        ("Sidekiq::Cron::Job.create(cron: other)", []),
        ("Sidekiq::Cron::Job.create(name: 'a', cron: '')", []),
        ("Sidekiq::Cron::Job.create(cron: 'off')", []),
        ("Sidekiq::Cron::Job.create(name: 'a', cron: 'wrong')", [("a", "wrong")]),
        ("JOBS = { cron: '@daily' }", [("JOBS", "@daily")]),
        ("cron_jobs[:a]['cron'] = line", [("a", "line")]),
        ("jobs['cron'] = line", []),
        ("cron_jobs['cron'] = '@daily'", [("cron_jobs", "@daily")]),
        ("a[1]['x'] = 2; b[] = 3", []),
        ("Resque.schedule = { a: { every: [], class: 'A' }, b: { every: n, class: 'B' } }", [("a", "[]"), ("b", "n")]),
        ("Resque.schedule = { a: { every: 'every 5m', class: 'A' }, b: { every: '1h' } }", [("a", "every 5m")]),
        ("def cron: '@daily'", []),
    ],
)
def test_forms_of_hashes(text, found):
    assert told(ruby_cron_hashes, text) == found


@pytest.mark.parametrize(
    ("extractor", "text", "found"),
    [
        (clockwork, "Clockwork.every(1.day, 'a', at: '12:00')", [("a", "every day at 12:00")]),
        (clockwork, "Clockwork\nevery(1.week, name, at: '12:00')", [("name", "every week")]),
        (clockwork, "Clockwork\nevery(2.days, 'a', at: '**:05')", [("a", "every 2 days")]),
        (rufus_scheduler, "Rufus\ns.schedule_every('1d', tag: x) { a; b }", [("", "every 1d")]),
        (crono, "Crono.perform(A).every 1.day, at: other", [("A", "1.day")]),
        (crono, "Crono.perform(A).every 1.week, at: '12:00'", [("A", "every week")]),
        (whenever, "every n, at: ['1am'] do\n  command(x)\nend", [("x", "n")]),
        (whenever, "every(:day, at: ['1am, 2am']) { command 'x' }", [("x", "0 1 * * *"), ("x", "0 2 * * *")]),
        (whenever, "every(:day, at: 1...3) { command 'x' }", [("x", "0 1-3 * * *")]),
    ],
)
def test_forms_of_clocks(extractor, text, found):
    assert told(extractor, text) == found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("config/sidekiq.yml", ":schedule:\n  A:\n    cron: '@daily'\n", [("A", "@daily")]),
        ("config/sidekiq.yml", ":scheduler:\n  :enabled: true\n", []),
        ("config/schedule.yml", "A: {cron: '<%= Random.rand(0..59) %> <%= rand(3..5) %> * * *'}", [("A", "0 3 * * *")]),
        ("config/schedule.yml", "a:\n  class: A\n  cron: <%= a %> 3 * * *\n", [("a", "<%= a %> 3 * * *")]),
        ("config/schedule.yml", "A:\n  cron: <%= f('@daily', '@hourly') %>", [("A", "<%= f('@daily', '@hourly') %>")]),
        ("config/schedule.yml", "a: &a\n  class: A\n  cron: '@daily'\nb: *a\n", [("a", "@daily")]),
        ("config/schedule.yml", "a: {b: {c: {d: {e: {f: {class: A, cron: '@daily'}}}}}}", []),
        ("config/schedule.yml", "a:\n  class: A\n  cron: ['@daily', '@weekly']\n", [("a", "@daily"), ("a", "@weekly")]),
        ("config/schedule.yml", "a:\n  class: A\n  every: {b: c}\n  cron:\n", []),
        ("config/schedule.yml", "- name: []\n  class: A\n  cron: '@daily'\n", [("A", "@daily")]),
        ("config/que_schedule.yml", "A:\n  cron: '@daily'\n", [("A", "@daily")]),
        ("config/schedule.yml", "A:\n  at: 2026-01-01\n  in: 5m\n", [("A", "5m"), ("A", "2026-01-01")]),
    ],
)  # fmt: skip
def test_forms_of_files(path, text, found):
    assert told(rails_schedule_files, text, path) == found


def test_a_file_that_may_be_anything_is_silent_when_it_is_no_yaml():
    assert told(rails_schedule_files, "cron: [", "lib/cron.yml") == []
    with pytest.raises(Unreadable):
        told(rails_schedule_files, "cron: [", "config/recurring.yml")


def test_a_job_that_is_switched_off_stays_open_when_its_time_is_open():
    text = "a:\n  class: A\n  status: disabled\n  cron: <%= x %>\n"
    [fact] = rails_schedule_files.extract(Source("config/schedule.yml", text.encode()))
    assert fact.state is State.UNRESOLVED


def test_settings_stand_below_config():
    paths = [
        "config/settings.yml",
        "config/settings/production.yml",
        "config/x.yml",
        "a/config/application.yml.default",
    ]
    found = list(languages()["ruby"].holders("a.b", "config/initializers/x.rb", paths))
    assert found == ["config/settings.yml", "a/config/application.yml.default", "config/settings/production.yml"]


_WORDS = st.sampled_from(
    [
        *("every ", "1.day", ", at: ", "'4:30'", " do\n", "end\n", "rake 'x'\n", "{", "}", "(", ")", "[", "]", ":day"),
        *("Sidekiq::Cron::Job.create(", "cron: ", "'cron' => ", "'0 3 * * *'", "class: 'A'", ", ", "name: 'x'"),
        *(
            "class A < ::Jobs::Scheduled\n",
            "daily at: ",
            "Crono.perform(A).",
            "x['cron'] ||= ",
            "Clockwork\n",
            "Rufus\n",
        ),
        *("scheduler.cron(", "a:\n", "  cron: ", "  class: A\n", "<%", "%>", "<%= ", "ä", "\r", "\0", "#{", "\n", "||"),
    ]
)
_TEXTS = st.one_of(st.lists(_WORDS, max_size=30).map("".join), st.text(max_size=80))


@given(text=_TEXTS, path=st.sampled_from(["config/schedule.rb", "config/schedule.yml", "config/recurring.yml"]))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_facts_with_real_lines(text, path):
    source = Source(path, text.encode("utf-8", "surrogatepass"))
    for extractor in EXTRACTORS:
        try:
            for found in extractor.extract(source):
                assert_real(found, source)
        except Unreadable:
            pass


@pytest.mark.parametrize(
    "text",
    [
        "every 1.day do\n" * 3000,
        "every(" * 5000,
        "x = " + "[" * 20_000,
        "cron_jobs" + "['a']" * 3000 + "['cron'] = '@daily'",
        "Sidekiq::Cron::Job.create(" + "cron: '@daily', " * 5000 + ")",
        "x = {" + "a: { cron: '@daily', class: 'A' }, " * 3000 + "}",
        "<%" * 500,
        "a: " + "<%= '0 3" * 20_000,
    ],
)
def test_hostile_text_costs_no_more_than_its_length(text):
    source = Source("config/schedule.rb", text.encode())
    for extractor in EXTRACTORS:
        try:
            for _ in extractor.extract(source):
                pass
        except Unreadable:
            pass


@pytest.mark.parametrize(
    "text", ["<%" * 50_000, "<%=" * 50_000 + "%>", "a:\n  class: A\n  cron: " + "<%= '0 3" * 20_000]
)
def test_hostile_erb_costs_no_more_than_its_length(text):
    try:
        for _ in rails_schedule_files.extract(Source("config/schedule.yml", text.encode())):
            pass
    except Unreadable:
        pass
