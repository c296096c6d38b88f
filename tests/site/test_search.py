"""What the search knows."""

from __future__ import annotations

import json

from ddd.renderers.site import search

from ..renderers import plans
from . import building


def index(files: dict[str, str]) -> list[list[str]]:
    data = json.loads(files[search.PATH].split("window.dddSearch = ", 1)[1].removesuffix(";\n"))
    return [[kind, title, data["words"][url], data["words"][more]] for kind, title, url, more in data["found"]]


def test_tasks_their_failures_pages_and_headings_are_found():
    text = "# Emergency\n\n## Disk\n\n| Message | Where |\n|---|---|\n| disk full | a:1 |\n"
    pages = building.page("emergency.md", text), building.page("daily.md", '<a id="task-job"></a>\n\n## The job\n')
    plan = building.only(building.schedule("0 3 * * *"))
    found = index(building.site(building.book(plan), [building.chapter(*pages)]))
    titles = {(kind, title): url for kind, title, url, _ in found}
    assert titles["Task", "The job"] == "tasks/job.html"
    assert titles["Failure", "/b is not mounted"] == "tasks/job.html"
    assert titles["Failure", "disk full"] == "emergency.html#disk"
    assert titles["Page", "Disk"] == "emergency.html#disk"
    assert titles["Page", "Emergency"] == "emergency.html"
    assert ("Failure", "Message") not in titles
    assert ("Failure", "ignored on purpose") not in titles


def test_a_task_is_found_by_its_id_its_owner_and_its_command():
    page = building.page("daily.md", '<a id="task-job"></a>\n\n## The job\n')
    plan = building.only(building.schedule("0 3 * * *"))
    (more,) = [
        one[3] for one in index(building.site(building.book(plan), [building.chapter(page)])) if one[0] == "Task"
    ]
    assert "job" in more
    assert "@harbour/dba" in more
    assert "nightly.sh --all" in more


def test_long_and_hostile_texts_are_cut_and_made_visible():
    page = building.page("emergency.md", f"# {'word ' * 100}\n\n## a\u202eb\n")
    found = index(building.site(building.book(plans.empty()), [building.chapter(page)]))
    assert max(len(title) for _, title, _, _ in found) == 180
    assert "a\\u202eb" in {title for _, title, _, _ in found}
