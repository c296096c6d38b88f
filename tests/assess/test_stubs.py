"""What `--fix` writes takes nothing away, and what people fill in adds: through files, as users do it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.assess.advice import entries
from ddd.cli import stubs
from ddd.model import Assessment
from ddd.pipeline import Judged, judge
from tests.repositories import written

LINES = (
    "test -d /b || exit 1", "cat /etc/motd", "pg_dump --file=/b/x x", "test -s /b/x", "echo done", "rm -rf /b/old",
    "systemctl restart x", "systemctl is-active x", "/bin/true", "curl -fsS http://x/health", "logrotate /etc/x",
)  # fmt: skip
HEADS = (
    "# Owner: @dba",
    "# Duration: 5 minutes",
    "# On failure: call them",
    "# Rollback: not needed",
    "# Access: root",
)
scripts = st.builds(
    lambda heads, strict, lines: "\n".join(["#!/bin/sh", *heads, *strict, *lines, ""]),
    st.lists(st.sampled_from(HEADS), max_size=4, unique=True),
    st.sampled_from(([], ["set -e"])),
    st.lists(st.sampled_from(LINES), min_size=1, max_size=5),
)
NAMES = ("health-check", "backup", "rotate-logs", "update", "audit")


def earned(one: Assessment) -> dict[str, float]:
    parts = {f"{result.cadence}/{part.element}": part.earned for result in one.cadences for part in result.elements}
    return parts | {score.task: score.score for score in one.completeness}


def filled(text: str) -> str:
    """Return the stubs with a person's words in every blank."""
    return text.replace("TODO: ", "this is how: ").replace("“not needed”", "as before")


def judged(root: Path) -> Judged:
    return judge(root)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(NAMES), scripts, min_size=1, max_size=2))
def test_stubs_lower_nothing_and_words_in_them_raise(jobs: dict[str, str]) -> None:
    files = {f"bin/{name}.sh": text for name, text in jobs.items()}
    files["cron.d/jobs"] = "".join(f"0 3 * * * root /srv/bin/{name}.sh\n" for name in jobs)
    with tempfile.TemporaryDirectory() as folder:
        root = written(Path(folder), files)
        before = judged(root)
        stubs.write(root, before, quiet=True)
        with_stubs = judged(root)
        assert {name: earned(with_stubs.assessment)[name] for name in earned(before.assessment)} == earned(
            before.assessment
        )
        assert with_stubs.assessment.maintenance == before.assessment.maintenance
        file = root / ".ddd/tasks.yaml"
        file.write_text(filled(file.read_text()))
        after = earned(judged(root).assessment)
        worse = {
            name: (points, after[name]) for name, points in earned(before.assessment).items() if after[name] < points
        }
        assert not worse


def test_nothing_is_offered_where_nothing_is_missing() -> None:
    whole = judge(Path(__file__).parent / "repositories/well_kept")
    assert list(entries(whole.plan, whole.assessment, whole.spec)) == []
