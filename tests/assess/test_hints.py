"""What the other figures miss is told with its place, and with what to paste."""

from __future__ import annotations

from pathlib import Path

from ddd.assess.hints import Hint, hints
from ddd.pipeline import judge
from tests.repositories import written

HOME = Path(__file__).parent / "repositories"


def told(root: Path) -> list[Hint]:
    judged = judge(root, documentation=True)
    return list(hints(judged.plan, judged.spec))


def test_a_well_kept_repository_leaves_only_the_work_of_people() -> None:
    assert {(one.figure, one.subject, one.lacks) for one in told(HOME / "well_kept")} == {
        ("Automation Potential", "access-review", "no command stands for it")
    }


def test_what_is_not_documented_is_told_with_its_place() -> None:
    found = [one for one in told(HOME / "neglected") if one.figure == "Documentation Coverage"]
    assert [(one.subject, one.lacks, str(one.evidence[0])) for one in found] == [
        ("bin/backup.sh", "no comment", "bin/backup.sh:1"),
        ("terraform:region", "no description", "terraform/variables.tf:1"),
        ("terraform:size", "no description", "terraform/variables.tf:5"),
    ]
    assert found[1].snippet == 'description = "TODO: what it is for"'


def test_failures_that_reach_nobody_are_told_by_folder(tmp_path: Path) -> None:
    script = "#!/bin/sh\ntest -d /b || exit 1\ntest -d /c || { echo 'no c' >&2; exit 2; }\n"
    policy = "tasks: []\nescalations:\n  - path: a/\n    levels: [{who: '@dba', after: 5m, severity: critical}]\n"
    blank = policy.replace("path: a/", "path: b/").replace("'@dba'", "TODO").partition("escalations:\n")[2]
    written(tmp_path, {"a/x.sh": script, "b/x.sh": script, ".ddd/tasks.yaml": policy + blank})
    [hint] = [one for one in told(tmp_path) if one.figure == "Escalation Clarity"]
    assert (hint.subject, hint.lacks.split(" ")[0]) == ("b", "2"), "a placeholder is nobody"
    assert str(hint.evidence[0]).startswith("b/x.sh:")
