"""A person's own templates: they override by name, reach nothing, and are stopped when they know no end."""

import json
import multiprocessing
import os
import re
import resource
import signal

import pytest

from ddd.errors import UsageError
from ddd.generated import is_generated
from ddd.model import Artifact, replace
from ddd.renderers import bind, discover, templates
from ddd.renderers.confined import process
from ddd.renderers.confined.folder import known, read
from ddd.renderers.confined.process import Limits, answer_of, bind_with
from ddd.renderers.confined.sandbox import Sandbox
from ddd.renderers.renderer import Pillar, Renderer
from tests import templates_page

from . import plans, reading

SMALL = Limits(cpu_seconds=2, seconds=20, memory=256 * 1024 * 1024, output=4 * 1024 * 1024)
PAGE = "emergency.md.j2"


class Shown:
    """Stands for a view of a page."""

    __module__ = "ddd.renderers.views.shown"

    def told(self, times):
        return "a" * times


@pytest.fixture
def alone(monkeypatch):
    """Let one renderer be all, so that a page is rendered with values that a test knows."""

    def render(book):
        text = templates.page(PAGE, task=plans.hostile(), number=3, said=templates.FILTERS["code"]("a|b"))
        yield Artifact(path="page.md", text=text)

    one = Renderer("alone", Pillar.EMERGENCY, "about", render)
    monkeypatch.setattr("ddd.renderers.discover", lambda: (one,))


@pytest.fixture
def own(tmp_path):
    """Write templates to a folder and read it."""

    def write(text="", name=PAGE, **others):
        folder = tmp_path / "own"
        folder.mkdir(exist_ok=True)
        for path, content in {name: text, **others}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")
        return read(folder)

    return write


def page(own, text, limits=None, **others):
    """Return what a template makes of the page below its header; without limits in this process, which is quicker."""
    book, mine = reading.book(plans.empty()), own("{{ header }}" + text, **others)
    if limits:
        made = bind_with(book, "markdown", mine, limits)
    else:
        made = process._artifacts(answer_of(book, "markdown", mine))
    return {one.path: one.text for one in made}["page.md"].removeprefix(templates.HEADER).removesuffix("\n")


def refused(own, text, limits=None, **others):
    with pytest.raises(UsageError) as error:
        page(own, text, limits, **others)
    return error.value


class TestOverriding:
    def test_a_template_overrides_one_page_and_no_other(self, own):
        book = reading.book(plans.plan_of(plans.documented()))
        made = {one.path: one for one in bind_with(book, "markdown", own("{{ header }}\n\nCall Ida.\n"), Limits())}
        ours = {one.path: one for one in bind(book)}
        assert made["emergency.md"].text == f"{templates.HEADER}\n\nCall Ida.\n"
        same = {path for path in ours if made.get(path) == ours[path]}
        assert {path for path in ours if not path.startswith("emergency")} - same <= {"README.md"}

    def test_templates_that_override_nothing_change_no_byte_of_any_page(self, own):
        book = reading.book(plans.everything())
        assert bind_with(book, "markdown", own(name="_part.j2"), Limits()) == bind(book)

    @pytest.mark.usefixtures("alone")
    def test_a_part_is_included_and_ddds_own_template_stays_there(self, own):
        assert page(own, "{% include '_logo.j2' %}!", **{"_logo.j2": "![x](y)"}) == "![x](y)!"
        names = set(own().known)
        assert {PAGE, f"ddd/{PAGE}", "cadence.md.j2", "ddd/cadence.md.j2"} <= names
        assert own("mine").known[f"ddd/{PAGE}"].text != "mine"

    @pytest.mark.usefixtures("alone")
    def test_the_version_of_the_context_is_passed(self, own):
        assert page(own, "{{ context_version }}") == templates.CONTEXT_VERSION == "1"

    def test_every_filter_and_test_of_ours_is_there(self, own):
        made = Sandbox(own().known)
        assert {name: made.filters[name] for name in templates.FILTERS} == templates.FILTERS
        assert "shortened" in made.tests

    def test_the_version_is_passed_to_our_own_templates_too(self):
        assert templates._environment().globals["context_version"] == templates.CONTEXT_VERSION


class TestFolder:
    def test_an_unknown_name_is_an_error_that_names_the_known_ones(self, own):
        with pytest.raises(UsageError) as error:
            own(name="emergncy.md.j2")
        assert error.value.where.endswith("own/emergncy.md.j2")
        assert error.value.advice.startswith(f"there are: {', '.join(known())}. ")

    def test_a_hidden_file_is_no_template(self, own):
        assert own(**{".git/config": "x", ".gitignore": "y"}).known[PAGE].is_own

    def test_a_folder_without_templates_is_an_error(self, tmp_path):
        with pytest.raises(UsageError, match="there is no template in it"):
            read(tmp_path)
        with pytest.raises(UsageError, match="is no folder"):
            read(tmp_path / "gone")

    @pytest.mark.parametrize("lead", ["/etc/hostname", "../secret", "."])
    def test_a_link_is_not_followed(self, tmp_path, lead):
        (tmp_path / "secret").write_text("x")
        (tmp_path / "own").mkdir()
        (tmp_path / "own" / PAGE).symlink_to(lead)
        with pytest.raises(UsageError, match="is no file"):
            read(tmp_path / "own")

    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / PAGE)
        with pytest.raises(UsageError, match="is no file"):
            read(tmp_path)

    def test_what_is_no_text_is_told_with_its_line(self, tmp_path):
        (tmp_path / PAGE).write_bytes(b"a\nb \xff\n")
        with pytest.raises(UsageError, match="is not UTF-8") as error:
            read(tmp_path)
        assert error.value.where == f"{tmp_path / PAGE}:2"

    def test_what_may_not_be_read_and_what_is_too_large_is_told(self, tmp_path, monkeypatch):
        (tmp_path / PAGE).write_text("x" * 20)
        monkeypatch.setattr("ddd.renderers.confined.folder.MAX_BYTES", 10)
        with pytest.raises(UsageError, match="too large"):
            read(tmp_path)

        def gone(path):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("ddd.renderers.confined.folder.read_bytes", gone)
        with pytest.raises(UsageError, match="cannot be read: Permission denied"):
            read(tmp_path)

    @pytest.mark.parametrize("comment", ["{# ddd-context: 2 #}", "{#- ddd-context:2 -#}", "{# ddd-context: 1.0 #}"])
    def test_another_version_of_the_context_is_refused(self, own, comment):
        with pytest.raises(UsageError, match=r"written for context .*, and this ddd passes context 1") as error:
            own(f"{comment}\nx")
        assert error.value.where.endswith(f"{PAGE}:1")

    @pytest.mark.parametrize("text", ["{# ddd-context: 1 #}\nx", "{# a comment #}", "x\n{# ddd-context: 2 #}"])
    def test_this_version_and_none_are_fine(self, own, text):
        assert own(text).known[PAGE].text == text


@pytest.mark.usefixtures("alone")
class TestFaults:
    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("\n\n{{ nope }}", 3, "'nope' is undefined"),
            ("\n{% if nope %}{% endif %}", 2, "'nope' is undefined"),
            ("\n{% for one in task.nope %}{% endfor %}", 2, "Task has no 'nope'; there are: access, cadence, "),
            ("{{ {'a': 1}.b }}", 1, "dict has no 'b'; there are: a"),
            ("{{ nope() }}", 1, "'nope' is undefined"),
            ("a\n{% if %}", 2, "Expected an expression"),
            ("a\n{{ 1|nope }}", 2, "No filter named 'nope'"),
            ("a\n{% include 'nope.j2' %}", 2, "there is no template 'nope.j2'"),
            ("a\n{% include '../../secret' %}", 2, "there is no template '../../secret'"),
            ("a\n{% include '/etc/passwd' %}", 2, "there is no template '/etc/passwd'"),
            ("{{ task.title|join(attribute='nope') }}", 1, "str has no 'nope'; there are: none"),
            ("{{ ' ' ~ said }}{{ nope }}", 1, "'nope' is undefined"),
            ("\n{{ 1 / 0 }}", 2, "division by zero"),
            ("\n{{ 'a' + 1 }}", 2, "can only concatenate str"),
        ],
    )
    def test_what_is_wrong_is_told_with_file_and_line(self, own, text, line, message):
        error = refused(own, text)
        assert error.where.endswith(f"own/{PAGE}:{line}")
        assert message in error.what
        assert error.exit_code == 2

    def test_the_line_itself_is_shown_and_what_is_passed(self, own):
        error = refused(own, "\n  x {{ nope }}")
        assert error.excerpt == "  x {{ nope }}"
        assert error.advice.startswith("passed to this template: context_version, header, number, said, task; ")

    def test_a_fault_in_a_part_is_told_where_it_is(self, own):
        assert refused(own, "{% include '_a.j2' %}", **{"_a.j2": "\n\n{{ nope }}"}).where.endswith("own/_a.j2:3")

    def test_a_bug_of_a_renderer_is_a_bug(self, own, monkeypatch):
        def render(book):
            yield Artifact(path=f"{1 // 0}", text="")

        broken = Renderer("broken", Pillar.EMERGENCY, "about", render)
        monkeypatch.setattr("ddd.renderers.discover", lambda: (broken,))
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            bind_with(reading.book(plans.empty()), "markdown", own("x"), SMALL)

    def test_an_error_of_ours_for_people_stays_one(self, own, monkeypatch):
        def render(book):
            raise UsageError("what", where="there", advice="do", excerpt="e")
            yield

        monkeypatch.setattr("ddd.renderers.discover", lambda: (Renderer("x", Pillar.EMERGENCY, "a", render),))
        with pytest.raises(UsageError, match="there: what\ne\n  do"):
            bind_with(reading.book(plans.empty()), "markdown", own("x"), SMALL)

    def test_a_page_that_would_not_be_known_again_is_refused(self, own):
        with pytest.raises(UsageError, match=r"page\.md would not begin with the generated header"):
            bind_with(reading.book(plans.empty()), "markdown", own("# Mine\n"), SMALL)


@pytest.mark.usefixtures("alone")
class TestSandbox:
    @pytest.mark.parametrize(
        "text",
        [
            "{{ ''.__class__ }}",
            "{{ task.__init__ }}",
            "{{ task['__class__'] }}",
            "{{ task|attr('__class__') }}",
            "{{ cycler.__init__.__globals__ }}",
            "{{ self.__init__ }}",
            "{{ [].append(1) }}",
            "{{ '{0.__class__}'.format(1) }}",
            "{{ '%s' % said }}",
            "{{ said.replace('a', '<b>') }}",
            "{{ task.cadence.capitalize.__self__ }}",
        ],
    )
    def test_what_leads_out_is_refused(self, own, text):
        assert re.search(r"unsafe|not safely callable|unescaped", refused(own, text).what)

    @pytest.mark.parametrize("name", ["safe", "tojson", "format", "xmlattr", "urlize", "random", "pprint"])
    def test_filters_that_would_let_markup_through_are_none(self, own, name):
        assert refused(own, f"{{{{ task.title|{name} }}}}").what == f"No filter named {name!r}."

    @pytest.mark.parametrize("call", ["run('x')", "one.render(1)", "spec.placeholders.match('x')"])
    def test_no_function_that_ddd_passes_can_be_called(self, own, monkeypatch, call):
        def render(book):
            yield Artifact(path="page.md", text=templates.page(PAGE, one=discover()[0], run=print, spec=book.spec))

        monkeypatch.setattr("ddd.renderers.discover", lambda: (Renderer("x", Pillar.EMERGENCY, "a", render),))
        assert "not safely callable" in refused(own, f"{{{{ {call} }}}}").what

    def test_what_is_shown_tells_of_itself(self, own, monkeypatch):
        def render(book):
            yield Artifact(path="page.md", text=templates.page(PAGE, view=Shown()))

        monkeypatch.setattr("ddd.renderers.discover", lambda: (Renderer("x", Pillar.EMERGENCY, "a", render),))
        assert page(own, "{{ view.told(2) }}") == "aa"

    @pytest.mark.parametrize(
        "text",
        [
            "{{ task.title }}",
            "{{ said ~ task.title }}",
            "{{ task.title ~ ' ' ~ said }}",
            "{{ said + task.title }}",
            "{{ [said, task.title]|join(' ') }}",
            "{{ [task]|join(' ', attribute='title') }}",
            "{{ said|replace('a', task.title) }}",
            "{{ task.title|replace('x', said) }}",
            "{{ task.title|e }}{{ task.title|escape }}{{ task.title|forceescape }}",
            "{{ said|string ~ task.title }}",
            "{% autoescape false %}{{ task.title }}{% endautoescape %}",
            "{% set all %}{{ task.title }}{% endset %}{{ all }}",
            "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(task.title) }}",
        ],
    )
    def test_text_of_the_repository_stays_text(self, own, text):
        made = page(own, f"\n\nbefore {text} after\n")
        kinds = {token.type for token in reading.inline(made)}
        assert kinds <= {"text", "code_inline", "softbreak", "text_special"}
        assert reading.html(made) == reading.links(made) == []

    def test_spaces_between_joined_parts_stay(self, own):
        assert page(own, "{{ 'a ' ~ said ~ ' b' ~ '  ' }}|{{ 1 ~ 2 }}|{{ [1, 2]|join(', ') }}") == "a `a|b` b  |12|1, 2"
        assert page(own, "{{ 'a-b'|replace('-', '+') }} {{ 2 * 3 }} {{ 2 ** 3 }} {{ 1 + 1 }} {{ 'ab' * 2 }}") == (
            "a+b 6 8 2 abab"
        )
        assert page(own, "{% for a in range(3) %}{{ loop.cycle('x', 'y') }}{% endfor %}{{ 'a'.upper() }}") == "xyxA"


@pytest.mark.usefixtures("alone")
class TestLimits:
    @pytest.mark.parametrize(
        "text",
        [
            "\n{{ 'a' * 10**10 }}",
            "\n{{ 10**10 * 'a' }}",
            "\n{{ [1] * 10**10 }}",
            "\n{{ 10 ** 10000 }}",
            "\n{% for a in range(10**12) %}{% endfor %}",
            "\n{{ 'a'|center(10**10) }}",
            "\n{{ 'a'.ljust(10**10) }}",
            "\n{% set n = namespace(x='aaaaaaaa') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        ],
    )
    def test_what_is_far_too_large_is_stopped_with_its_line(self, own, text):
        error = refused(own, text, SMALL)
        assert error.where.endswith(f"own/{PAGE}:2")
        assert re.search(r"too large|Range too big", error.what)

    def test_a_loop_without_an_end_is_stopped(self, own):
        text = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
        error = refused(own, text, replace(SMALL, cpu_seconds=1))
        assert error.what == "rendering with these templates took more than 1 seconds of the processor: stopped"
        assert "nothing was written" in error.advice

    def test_what_only_takes_long_is_stopped_by_the_clock(self, own):
        text = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
        error = refused(own, text, replace(SMALL, cpu_seconds=60, seconds=1))
        assert error.what == "rendering with these templates took longer than 1 seconds: stopped"

    def test_a_macro_that_calls_itself_without_an_end_is_stopped(self, own):
        error = refused(own, "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}", SMALL)
        assert error.what == "calls itself without an end"
        assert refused(own, f"{{% include '{PAGE}' %}}", SMALL).what == "calls itself without an end"

    def test_more_output_than_pages_have_is_refused(self, own):
        text = "{% for a in range(9000) %}{{ 'a' * 1000 }}{% endfor %}"
        assert "made more than 4 MiB" in refused(own, text, SMALL).what

    @pytest.mark.parametrize(
        ("end", "told"),
        [(lambda: os.kill(os.getpid(), signal.SIGKILL), "SIGKILL"), (lambda: os._exit(7), "exit status 7")],
    )
    def test_a_crash_is_told(self, own, monkeypatch, end, told):
        def render(book):
            end()
            yield Artifact(path="x", text="")

        monkeypatch.setattr("ddd.renderers.discover", lambda: (Renderer("x", Pillar.EMERGENCY, "a", render),))
        assert f"ended the process that did it ({told}): stopped" in refused(own, "", SMALL).what

    def test_the_child_is_gone_afterwards_and_ours_has_its_limits_still(self, own):
        before = resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)
        assert page(own, "x", SMALL) == "x"
        assert (resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)) == before
        assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("alone")
class TestWhatIsSent:
    """The same work without the other process."""

    def test_an_answer_is_plain_data(self, own):
        answer = answer_of(reading.book(plans.empty()), "markdown", own("{{ header }}x"))
        assert json.loads(json.dumps(answer)) == answer
        assert {one["path"] for one in answer["artifacts"]} == {"README.md", "page.md"}
        assert process._artifacts(answer)[1].path == "page.md"

    def test_no_memory_to_send_it_is_told(self):
        def starved():
            raise MemoryError

        answer = json.loads(process._sent(starved, SMALL))
        assert "made more than 4 MiB" in answer["fault"]["what"]

    def test_limits_that_are_lower_already_stay(self, monkeypatch):
        kept = {}
        hard = {0: process.resource.RLIM_INFINITY, 1: 5}
        monkeypatch.setattr(process.resource, "getrlimit", lambda kind: (5, hard[kind]))
        monkeypatch.setattr(process.resource, "setrlimit", lambda kind, limits: kept.setdefault(kind, limits))
        process._set(1, 9)
        process._set(0, 9)
        assert kept == {1: (5, 5), 0: (9, process.resource.RLIM_INFINITY)}


class TestDocumentation:
    def test_the_page_says_what_is_passed(self):
        assert templates_page.PAGE.read_text(encoding="utf-8") == templates_page.page(), "`make update`, read the diff"

    def test_its_example_renders_and_keeps_what_other_pages_need(self, tmp_path):
        text = templates_page.PAGE.read_text(encoding="utf-8")
        for name, template in re.findall(r"`house-style/(\S+?)`:\n\n```jinja\n(.*?)```\n", text, re.DOTALL):
            (tmp_path / name).write_text(template, encoding="utf-8")
        own = read(tmp_path)
        assert {name for name in own.known if own.known[name].is_own} == {"cadence.md.j2", "_logo.md.j2"}
        made = {one.path: one.text for one in bind_with(reading.book(plans.everything()), "markdown", own)}
        assert "![Harbour Operations](https://wiki.example.com/logo.svg)" in made["daily.md"]
        assert set(reading.anchors(made["daily.md"])) >= {"task-roles/backup/nightly-backup"}
        assert is_generated(made["daily.md"].encode())
        assert "<!-- ddd:keep begin probe -->\n\n<!-- ddd:keep end probe -->" in made["daily.md"]
        assert [one for one in reading.html(made["weekly.md"]) if "<script" in one] == []

    def test_its_limits_are_those_of_the_code(self):
        text = templates_page.PAGE.read_text(encoding="utf-8")
        told = Limits()
        assert f"after {told.cpu_seconds} seconds of the\nprocessor or {told.seconds} seconds by the clock" in text
        assert (told.memory, told.output) == (1024**3, 256 * 1024**2)
