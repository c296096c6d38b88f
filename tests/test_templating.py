"""Templates: what is undefined is an error, what is printed is escaped, and blocks leave no line."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from ddd.templating import environment


def rendered(folder: Path, text: str, html: bool = True, **options: object) -> str:
    (folder / "page.j2").write_text(text)
    made = environment(folder, html=html, **options)  # type: ignore[arg-type]
    return made.get_template("page.j2").render(name="<b>", inner=Markup("<i>"))


def test_what_is_undefined_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError, match="other"):
        rendered(tmp_path, "{{ other }}")


def test_what_is_printed_is_escaped_where_it_is_html(tmp_path: Path) -> None:
    assert rendered(tmp_path, "<p>{{ name }}{{ inner }}</p>\n") == "<p>&lt;b&gt;<i></p>\n"
    assert rendered(tmp_path, "a: {{ name }}\n", html=False) == "a: <b>\n"


def test_a_page_may_print_and_name_things_its_own_way(tmp_path: Path) -> None:
    def coded(value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(f"`{value}`")

    made = rendered(tmp_path, "{{ name }} {{ inner }} {{ name | loud }}", finalize=coded, filters={"loud": str.upper})
    assert made == "`<b>` <i> `<B>`"


def test_blocks_leave_no_line(tmp_path: Path) -> None:
    assert rendered(tmp_path, "a\n  {% if name %}\nb\n  {% endif %}\n\n") == "a\nb\n\n"
