"""The HTML form in a real browser: it lays the page out, loads nothing and complains of nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ddd.pipeline import judge
from ddd.reports import html

from . import built

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def browser() -> str:
    named = os.environ.get("DDD_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not named:
        pytest.skip("no Chromium in PATH, and DDD_CHROMIUM names none (Debian: chromium-headless-shell)")
    return named


def run(page: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    always = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0")
    command = [browser(), *always, *arguments, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, cwd=page.parent)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["example", "hostile"])
def test_a_browser_shows_it_and_has_nothing_to_say(tmp_path: Path, kind: str):
    if kind == "example":
        judged = judge(built.EXAMPLE, documentation=True)
        text = html.report(judged.assessment, judged.plan.inventory)
    else:
        text = html.report(built.saying(built.HOSTILE), built.INVENTORY)
    page = tmp_path / "report.html"
    page.write_text(text, encoding="utf-8")
    laid_out = run(page, "--dump-dom")
    assert "<h1>Maintenance Coverage</h1>" in laid_out.stdout
    assert "<script" not in laid_out.stdout
    assert "CONSOLE" not in laid_out.stderr, "a style the policy refuses would be told here"
    picture = tmp_path / "page.png"
    run(page, f"--screenshot={picture}", "--window-size=1200,1600")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 20_000, "an unstyled or empty page is smaller"


@pytest.mark.slow
def test_a_style_that_the_policy_does_not_know_is_refused(tmp_path: Path):
    """The test above can fail: one more blank in the style sheet and the browser says so."""
    page = tmp_path / "report.html"
    page.write_text(html.report(built.EMPTY, built.INVENTORY).replace("<style>", "<style> "), encoding="utf-8")
    assert "Content Security Policy" in run(page, "--dump-dom").stderr
