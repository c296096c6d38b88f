"""The site in a real browser, opened from the disk: by mouse, by keyboard, narrow, dark, printed, without scripts."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest

from . import building

TASK = "tasks/roles/backup/nightly-database-backup.html"
KINDS = (
    "index.html",
    "calendar/year.html",
    "calendar/november.html",
    "tasks.html",
    "files.html",
    "daily.html",
    "emergency.html",
    "preflight.html",
    TASK,
)
NOW = datetime(2026, 11, 21, 9, 30)
NARROW = {"width": 320, "height": 640}


def pages(site: Path) -> list[Path]:
    return [one for one in sorted(site.rglob("*.html")) if "assets/site.css" in one.read_text(encoding="utf-8")]


def at(page, site: Path, path: str):
    page.clock.set_fixed_time(NOW)
    page.goto((site / path).as_uri())
    return page


def violations(axe, page, how: str, **options) -> list[tuple[str, str, str]]:
    found = axe.run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(how, one["id"], one["nodes"][0]["html"]) for one in found]


def focused(page) -> str:
    return page.evaluate("(document.activeElement.textContent || document.activeElement.id).trim()")


def test_every_page_opens_from_the_disk_without_complaint_and_loads_nothing_from_elsewhere(opened, example):
    page = opened(viewport=NARROW)
    asked = set()
    page.on("request", lambda request: asked.add(request.url))
    for one in pages(example):
        page.goto(one.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], f"{one} scrolls sideways"
        assert page.locator("button.theme").is_visible(), f"{one}: the script did not run"
    assert page.complaints == []
    assert {url for url in asked if not url.startswith(example.as_uri())} == set()
    assert len(pages(example)) > 60


def test_what_the_policy_does_not_know_is_refused(opened, example, tmp_path):
    """The test above can fail: a script within a page does not run, and the browser says so."""
    text = (example / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(text.replace("</body>", "<script>document.title='x'</script></body>"))
    page = opened()
    page.goto((tmp_path / "index.html").as_uri())
    assert any("Content Security Policy" in one for one in page.complaints)
    assert page.title() == "Maintenance"


@pytest.mark.parametrize("path", [*KINDS[:3], *(pytest.param(one, marks=pytest.mark.slow) for one in KINDS[3:])])
def test_axe_finds_nothing_wide_and_narrow_light_and_dark(opened, example, path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = at(opened(color_scheme="light", reduced_motion="reduce"), example, path)
    if path == "index.html":
        page.get_by_role("searchbox").fill("backup")
        page.locator(".results a").first.wait_for()
    told = list(violations(axe, page, "light"))
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    told += violations(axe, page, "dark and narrow")
    assert told == []


def test_axe_finds_what_is_wrong(opened, example):
    """The test above can fail: a picture loses its words."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = at(opened(), example, "index.html")
    page.evaluate("document.querySelector('main img').removeAttribute('alt')")
    assert "image-alt" in {
        one["id"] for one in axe.run(page, options={"runOnly": ["image-alt"]}).response["violations"]
    }


def test_by_keyboard_alone_a_task_is_searched_ticked_and_still_ticked_after_reload(opened, example):
    page = at(opened(), example, "index.html")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    reached = []
    while not reached or reached[-1] != "search":
        page.keyboard.press("Tab")
        reached.append(focused(page))
        assert len(reached) < 12, reached
    assert reached[:5] == ["Maintenance", "Today", "Calendar 2026", "Tasks", "Files"]
    page.keyboard.type("nightly-database")
    page.locator(".results a").first.wait_for()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(TASK)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    ticked = page.evaluate("document.activeElement.id")
    page.keyboard.press("Space")
    assert page.locator(".count").inner_text().startswith("1 of ")
    page.reload()
    assert page.locator(f"[id='{ticked}']").is_checked()


def test_ticks_belong_to_one_day_and_can_be_taken_back(opened, example):
    page = at(opened(), example, TASK)
    assert page.locator("#occurrence").input_value() == "2026-11-21"
    box = page.locator("main input[type=checkbox]").first
    box.check()
    page.locator("#occurrence").select_option("2026-11-20")
    assert not box.is_checked()
    page.locator("#occurrence").select_option("2026-11-21")
    assert box.is_checked()
    page.get_by_role("button", name="Untick all").click()
    assert not box.is_checked()
    page.reload()
    assert not box.is_checked()
    assert page.complaints == []


def test_the_calendar_and_the_start_tell_what_is_done_due_and_past_in_words(opened, example):
    weekly = "tasks/roles/backup/verify-offsite.html"
    page = at(opened(), example, weekly)
    page.get_by_label("This is done").check()
    at(page, example, "calendar/november.html")
    states = {
        day: page.locator(f"#d-{day} + ul li", has_text="verify-offsite").locator(".state").inner_text()
        for day in ("2026-11-14", "2026-11-21", "2026-11-28")
    }
    assert states == {"2026-11-14": "past, not ticked", "2026-11-21": "done", "2026-11-28": "due"}
    today = page.locator("[aria-current=date]")
    assert today.inner_text().startswith("21")
    at(page, example, "index.html")
    due = page.locator("#due > ul > li")
    assert due.filter(has_text="verify-offsite").locator(".state").inner_text() == "done"
    assert due.filter(has_text="nightly-database-backup").locator(".state").inner_text() == "to do"
    assert page.locator("#due details").count() == 2


def test_in_another_year_the_start_says_that_the_site_is_old(opened, example):
    page = opened()
    page.clock.set_fixed_time(datetime(2027, 1, 1, 9))
    page.goto((example / "index.html").as_uri())
    assert "generate it anew" in page.locator("#due").inner_text()


def test_search_finds_tasks_failures_and_pages_and_says_when_it_finds_nothing(opened, example):
    page = at(opened(), example, TASK)
    field = page.get_by_role("searchbox")
    for words, kind, leads_to in [
        ("offsite verify", "Task", "verify-offsite.html"),
        ("is not mounted", "Failure", ".html"),
        ("escalation matrix", "Page", "escalation.html"),
    ]:
        field.fill(words)
        found = page.locator(".results a", has_text=kind).first
        found.wait_for()
        assert leads_to in found.get_attribute("href")
    field.fill("no such thing anywhere")
    page.get_by_text("Nothing found for").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".results").is_hidden()


def test_the_theme_is_kept_from_page_to_page(opened, example):
    page = at(opened(color_scheme="light"), example, "index.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Theme: automatic").click()
    page.get_by_role("button", name="Theme: light").click()
    at(page, example, TASK)
    assert page.get_by_role("button", name="Theme: dark").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_a_command_is_copied(opened, example):
    page = at(opened(), example, TASK)
    button = page.locator("[data-copy] .copy").first
    button.click()
    page.get_by_text("Copied", exact=True).first.wait_for()
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Control+V")
    assert page.get_by_role("searchbox").input_value() == page.locator("[data-copy] code").first.inner_text().strip()


def test_on_paper_a_task_is_a_checklist(opened, example):
    page = at(opened(), example, TASK)
    page.emulate_media(media="print")
    for hidden in (".top", ".side", ".crumbs", ".ticking", ".foot", ".copy"):
        assert page.locator(hidden).first.is_hidden(), hidden
    box = page.locator("main input[type=checkbox]").first
    assert box.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('main input')).borderTopStyle") == "solid"
    shown = page.evaluate("getComputedStyle(document.querySelector('main .prose a[href*=html]'), '::after').content")
    assert ".html" in shown


def test_without_javascript_everything_can_be_read(opened, example):
    page = opened(java_script_enabled=False)
    page.goto((example / TASK).as_uri())
    text = page.locator("main").inner_text()
    assert "/usr/local/sbin/nightly-database-backup.sh" in text
    assert "How you know it worked" in text
    assert page.locator("main input[type=checkbox]").first.is_visible()
    for hidden in ("form.search", "button.theme", ".ticking"):
        assert page.locator(hidden).is_hidden()
    page.goto((example / "index.html").as_uri())
    assert "needs JavaScript" in page.locator("#due").inner_text()
    assert "nightly-database-backup" in page.locator(".rhythm").inner_text()
    page.goto((example / "calendar/november.html").as_uri())
    assert "verify-offsite" in page.locator("#d-2026-11-21 + ul").inner_text()


@pytest.mark.parametrize("tree", ["loud", "repository"])
def test_nothing_that_a_repository_says_runs(opened, tree, request):
    page = opened()
    for one in pages(request.getfixturevalue(tree)):
        page.clock.set_fixed_time(NOW)
        page.goto(one.as_uri())
        counted = page.evaluate("""() => ({
          scripts: [...document.scripts].filter((one) => !/assets\\/(site|calendar|search)\\.js$/.test(one.src)).length,
          handlers: [...document.querySelectorAll('*')].filter(
            (one) => [...one.attributes].some((attribute) => /^on|^style$/.test(attribute.name))).length,
          links: [...document.links].filter((one) => !/^(file|https?|mailto):$/.test(one.protocol)).length,
          frames: document.querySelectorAll('iframe, object, embed, base, form:not(.search), style').length,
        })""")
        assert counted == {"scripts": 0, "handlers": 0, "links": 0, "frames": 0}, one
        written = re.search(r"<title>(.*?)</title>", one.read_text(encoding="utf-8"))
        assert written
        assert page.title() == " ".join(unescape(written[1]).split()), "no script has changed it"
        assert page.evaluate("window.hit") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.complaints == []


def test_what_is_searched_and_ticked_is_text_too(opened, loud):
    page = opened(viewport=NARROW)
    at(page, loud, "index.html")
    page.get_by_role("searchbox").fill("onerror")
    page.locator(".results a").first.wait_for()
    assert "<img src=x onerror=alert(2)>" in page.locator(".results").inner_text()
    assert page.locator(".results img, .results script").count() == 0
    assert "{{7*7}}" in page.locator("#due").inner_text()
    page.keyboard.press("Escape")
    (louder,) = [one for one in building.loud().tasks if one.id.startswith("we")]
    with page.expect_navigation():
        page.locator("#due a").filter(has_text="{{7*7}}").first.click()
    assert page.evaluate("document.body.dataset.task") == louder.id
    page.get_by_label("This is done").check()
    page.reload()
    assert page.get_by_label("This is done").is_checked()
    assert page.complaints == []
