"""Laws and tables of the readers of application schedulers, beyond their golden cases."""

from __future__ import annotations

import pytest

from ddd.extractors import _timed
from ddd.extractors._syntax import Program, program
from ddd.extractors._tags import blanked, tags
from ddd.extractors.go_schedulers import go_cron
from ddd.extractors.java_schedulers.annotations import java_scheduled
from ddd.extractors.javascript_schedulers.cron_packages import node_cron, node_schedule
from ddd.extractors.javascript_schedulers.nestjs import cron_expression
from ddd.extractors.php_schedulers._frequencies import Refused, expression
from ddd.extractors.php_schedulers.laravel import laravel
from ddd.extractors.php_schedulers.wordpress import wordpress
from ddd.extractors.sql_schedulers._sql import arguments
from ddd.extractors.sql_schedulers.mysql import mysql_event
from ddd.extractors.sql_schedulers.postgres import pg_cron
from ddd.model import State
from ddd.resolve.languages.properties import PROPERTIES
from ddd.scan.source import Source
from tests.patience import no_hang


def _code(text: str, language: str) -> Program:
    return program(Source("file", text.encode()), language)


def _argument_of(text: str, language: str, name: str = "f"):
    code = _code(text, language)
    call = next(code.calls(name))
    return code, call.arguments[0].node


@pytest.mark.parametrize(
    ("chain", "made"),
    [
        ([], "* * * * *"),
        ([("weekly", []), ("at", ["8:05"])], "5 8 * * 0"),
        ([("daily", []), ("weekdays", [])], "0 0 * * 1-5"),
        ([("weekdays", []), ("daily", [])], "0 0 * * 1-5"),
        ([("weekly", []), ("mondays", [])], "0 0 * * 1"),
        ([("cron", ["0 3 * * *"]), ("weekends", [])], "0 3 * * 6,0"),
        ([("hourly", []), ("everyFiveMinutes", [])], "*/5 * * * *"),
        ([("dailyAt", ["13"])], "0 13 * * *"),
        ([("twiceDailyAt", ["1", "13", "15"])], "15 1,13 * * *"),
        ([("quarterly", [])], "0 0 1 1-12/3 *"),
        ([("everySixHours", [])], "0 */6 * * *"),
    ],
)
def test_laravel_splices_in_the_order_of_the_chain(chain, made: str) -> None:
    assert expression(chain) == made


@pytest.mark.parametrize("chain", [[("dailyAt", ["noon"])], [("dailyAt", [])], [("days", [])], [("weeklyOn", [])]])
def test_laravel_refuses_what_a_method_cannot_take(chain) -> None:
    with pytest.raises(Refused):
        expression(chain)


@pytest.mark.parametrize(
    ("member", "made"),
    [
        ("EVERY_SECOND", "* * * * * *"),
        ("EVERY_11_HOURS", "0 0-23/11 * * *"),
        ("EVERY_DAY_AT_1AM", "0 01 * * *"),
        ("EVERY_DAY_AT_11PM", "0 23 * * *"),
        ("MONDAY_TO_FRIDAY_AT_12PM", "0 0 12 * * 1-5"),
        ("MONDAY_TO_FRIDAY_AT_11_30AM", "0 30 11 * * 1-5"),
        ("EVERY_BLUE_MOON", None),
    ],
)
def test_nestjs_members(member: str, made: str | None) -> None:
    assert cron_expression(member) == made


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "every 1 second"),
        (0.2, "every 1 second"),
        (59, "every 59 seconds"),
        (60, "every 1 minute"),
        (86400, "every 1 day"),
        (604800, "every 1 week"),
        (90000, "every 25 hours"),
    ],
)
def test_lengths_are_told_in_the_greatest_unit_that_fits(seconds: float, words: str) -> None:
    assert _timed.every(seconds) == words


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("javascript", "const a = 'x'; f(a)", "x"),
        ("javascript", "f('a' + `b`)", "ab"),
        ("javascript", "f('it\\'s')", "it's"),
        ("javascript", "f('')", ""),
        ("javascript", "let a = 'x'; a = 'y'; f(a)", None),
        ("javascript", "const a = b; const b = a; f(a)", None),
        ("javascript", "const o = {a: 'x'}; f(o.a)", "x"),
        ("javascript", "const o = {a: 'x'}; f(o.b)", None),
        ("javascript", "function g() { const a = 'x'; } f(a)", None),
        ("javascript", "function g() { const a = 'x'; f(a); } function h() { const a = 'y'; }", "x"),
        ("javascript", "f(x ?? 'd')", "d"),
        ("javascript", "f(x || y)", None),
        ("javascript", "f(x && 'd')", None),
        ("javascript", "const a = {f}; f(a)", None),
        ("typescript", "class A { static X = 'x'; g() { f(A.X) } }", "x"),
        ("typescript", "class A { g() { f(A.Y) } }", None),
        ("typescript", "f(('x' as string))", "x"),
        ("java", 'class A { String X = """\n 0 3\n"""; void g() { f(X); } }', None),
        ("java", 'class A { void g() { f("a" + "b" + "c"); } }', "abc"),
        ("php", "<?php class A { const X = 'x'; function g() { f(static::X); f(2); } }", "x"),
        ("php", "<?php $a = 'x'; f(\"$a b\");", None),
        ("php", "<?php f(<<<'A'\n0 3\nA);", "0 3"),
        ("csharp", 'class A { void G() { F(@"v"); } }', "v"),
        ("go", "package a\nfunc g() { f(`raw`) }", "raw"),
    ],
)
def test_names_are_followed_within_their_scope(language: str, text: str, value: str | None) -> None:
    code, node = _argument_of(text, language, "F" if language == "csharp" else "f")
    literal = code.value(node)
    if language == "java" and "0 3" in text:
        assert literal and literal.text.strip(' "\n') == "0 3"
    else:
        assert (literal.text if literal else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("f(24 * 60)", 1440),
        ("f(1_000)", 1000),
        ("f(10 / 4)", 2.5),
        ("f(5 - 2 + 1)", 4),
        ("f(1 / 0)", None),
        ("f(2 % 1)", None),
        ("f(" + "999999999 * " * 8 + "9)", None),
    ],
)
def test_numbers_are_calculated(text: str, value: float | None) -> None:
    code, node = _argument_of(text, "javascript")
    assert code.number(node) == value


def test_chains_have_a_beginning_and_an_end() -> None:
    code = _code("a.b(1).c(2).d()", "javascript")
    last = next(code.calls("d"))
    first = next(code.calls("b"))
    assert [call.name for call in code.chain(last)] == ["b", "c", "d"]
    assert [call.name for call in code.later(first)] == ["c", "d"]
    assert code.is_received(first)
    assert not code.is_received(last)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("'a', 'b')", [("", "a"), ("", "b")]),
        ("name => 'it''s', n := 1)", [("name", "it's"), ("n", None)]),
        ("$$a, (b$$, $x$ ; $x$)", [("", "a, (b"), ("", " ; ")]),
        ("f('a'), INTERVAL '1 day')", [("", None), ("", "1 day")]),
        ("'never closed'", []),
        ("'a', $$ never closed", []),
    ],
)
def test_arguments_of_sql_calls(text: str, given) -> None:
    assert [(one.name, one.string) for one in arguments(text, 0)] == given


def test_tags_are_found_outside_of_comments() -> None:
    text = "<a x='1'/><!-- <a x='2'/> --><n:a x=\"3\">\n<b/><!-- <a x='4'/>"
    assert [tag.attributes for tag in tags(blanked(text), ("a",))] == [{"x": "1"}, {"x": "3"}]
    assert len(blanked(text)) == len(text)


def test_properties_are_asked_of_the_nearest_module_first() -> None:
    paths = (
        "a/src/main/resources/application.yml",
        "a/src/test/resources/application.yml",
        "a/src/main/resources/own.properties",
        "b/src/main/resources/application-prod.properties",
        "b/src/main/resources/b.yml",
    )
    asked = list(PROPERTIES.holders("x", "a/src/main/java/A.java", paths))
    assert asked == [paths[0], paths[2], paths[3], paths[4]]
    assert next(iter(PROPERTIES.holders("x", "A.java", paths))) == paths[0]


@pytest.mark.parametrize(
    ("extractor", "path", "text"),
    [
        (
            laravel,
            "a.php",
            "<?php use Illuminate\\Support\\Facades\\Schedule;" + "$schedule->command('x')->daily(" * 3000,
        ),
        (laravel, "a.php", "<?php // Console\\Scheduling\\Schedule\n" + "{" * 20000 + "$schedule->command('x');" * 50),
        (node_cron, "a.js", "import cron from 'node-cron';" + "cron.schedule(" * 5000),
        (node_cron, "a.js", "const a = 'node-cron';" + "import " * 20000),
        (
            java_scheduled,
            "A.java",
            "org.springframework.scheduling." + "class A { @Scheduled(cron = X) void a() {" * 2000,
        ),
        (go_cron, "a.go", "package a // robfig/cron\n" + "func f() { c.AddFunc(x, y)" * 3000),
        (pg_cron, "a.sql", "SELECT cron.schedule('a', $$ " * 1000 + "/* " * 20000),
        (mysql_event, "a.sql", "CREATE EVENT a ON SCHEDULE EVERY '" * 3000),
    ],
)
@pytest.mark.slow
def test_hostile_text_takes_linear_time(extractor, path: str, text: str) -> None:
    with no_hang():
        list(extractor.extract(Source(path, text.encode())))


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ("", State.ACTIVE),
        ("ALTER EVENT a DISABLE; ALTER EVENT b ENABLE;", State.SUSPENDED),
        ("ALTER EVENT a DISABLE; ALTER EVENT a ENABLE;", State.ACTIVE),
        ("ALTER EVENT a DISABLE; ALTER EVENT a COMMENT 'x';", State.SUSPENDED),
        ("DROP EVENT a; ALTER EVENT a ENABLE;", State.ABSENT),
    ],
)
def test_the_last_statement_about_an_event_holds(later: str, state: State) -> None:
    text = f"DROP EVENT a; ALTER EVENT a DISABLE; CREATE EVENT a ON SCHEDULE EVERY 1 DAY DO CALL x(); {later}"
    assert [one.state for one in mysql_event.extract(Source("a.sql", text.encode()))] == [state]


def test_a_recurrence_is_the_first_entry_of_its_name_that_has_an_interval() -> None:
    entries = "$s['own'] = 'x'; $s['own'] = array('interval' => 60); $s['own'] = array('interval' => 7200);"
    text = f"<?php {entries} wp_schedule_event(time(), 'own', 'a'); wp_schedule_event(time(), 'own', 'b');"
    found = wordpress.extract(Source("a.php", text.encode()))
    assert [(one.name, one.expression) for one in found] == [("a", "every 1 minute"), ("b", "every 1 minute")]


def test_rules_of_one_file_keep_their_fields_apart() -> None:
    text = """const s = require('node-schedule');
        const a = new s.RecurrenceRule(), b = new s.RecurrenceRule();
        a.hour = 3; a.minute = 0; b.minute = 5;
        s.scheduleJob(a, x); s.scheduleJob(b, y); s.scheduleJob(a, z);"""
    found = node_schedule.extract(Source("a.js", text.encode()))
    assert [one.expression for one in found] == ["0 3 * * *", "5 * * * *", "0 3 * * *"]
