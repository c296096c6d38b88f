"""Several forms of one book: what they have in common is made once, and each is what it would be alone."""

from ddd.model import Artifact
from ddd.renderers import bind, forms, templates
from ddd.renderers.confined.folder import read
from ddd.renderers.confined.sandbox import Sandbox
from ddd.renderers.renderer import Pillar, Renderer

from . import plans, reading


def counted(monkeypatch, made):
    def render(book):
        made.append(book.options.page_suffix)
        yield Artifact(path="page.md", text=f"{templates.in_use().from_string('{{ 1 }}').render()} {made[-1]}\n")

    one = Renderer("counted", Pillar.EMERGENCY, "about", render)
    monkeypatch.setattr("ddd.renderers.discover", lambda: (one,))


def test_chapters_are_made_once_for_all_forms_whose_pages_are_called_alike(monkeypatch):
    made = []
    counted(monkeypatch, made)
    book = reading.book(plans.everything())
    for form in forms():
        bind(book, form)
    assert sorted(made) == sorted({one.page_suffix for one in forms().values()})


def test_a_form_is_what_it_would_be_alone():
    book = reading.book(plans.everything())
    for form in ("markdown", "csv", "techdocs", "markdown"):
        assert bind(book, form) == bind(reading.book(plans.everything()), form)


def test_chapters_of_other_templates_are_others(tmp_path):
    (tmp_path / "rollback.md.j2").write_text("{{ header }}\n\nMine.\n", encoding="utf-8")
    book = reading.book(plans.everything())
    ours = {one.path: one.text for one in bind(book, "markdown")}
    with templates.rendered_by(Sandbox(read(tmp_path).known)):
        theirs = {one.path: one.text for one in bind(book, "markdown")}
    assert {path for path in ours if ours[path] != theirs[path]} == {"rollback.md"}
    assert {one.path: one.text for one in bind(book, "markdown")} == ours
