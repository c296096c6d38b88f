"""One browser for all tests of the site, and the sites that they look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import ddd
from tests import hostile_repository
from tests.example_output import AS_OF

from . import browser, building


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = browser.chromium()
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as started:
        running = started.chromium.launch(executable_path=path)
        yield running
        running.close()


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return what opens an empty page; all that it complains of is in `page.complaints`."""
    contexts = []

    def open_one(**options: Any) -> Any:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: page.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: page.complaints.append(f"{page.url}: {request.url} failed"))
        page.on("dialog", lambda dialog: (page.complaints.append(f"{page.url}: dialog"), dialog.dismiss()))
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example repository."""
    return building.write(building.example(), tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def loud(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a plan in which everything tries to run a script."""
    plan = building.loud()
    noted = {task.id: building.LOUD for task in plan.tasks}
    return building.write(building.site(building.book(plan, notes=noted)), tmp_path_factory.mktemp("loud"))


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a repository whose files try the same, read as any other."""
    folder = tmp_path_factory.mktemp("hostile")
    ddd.generate_runbooks(hostile_repository.write(folder / "tree"), folder / "site", form="html", as_of=AS_OF)
    return folder / "site"
