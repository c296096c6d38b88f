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


def test_the_folder_with_the_most_failures_comes_first_each_with_its_first_one(tmp_path: Path) -> None:
    one, two = "test -d /b || exit 1", "test -d /c || exit 2"
    written(
        tmp_path,
        {"a/x.sh": f"#!/bin/sh\n{one}\n", "b/y.sh": f"#!/bin/sh\n{one}\n{two}\n", "z.sh": f"#!/bin/sh\n{one}\n"},
    )
    found = [hint for hint in told(tmp_path) if hint.figure == "Escalation Clarity"]
    assert [(hint.subject, hint.lacks, [str(place) for place in hint.evidence]) for hint in found] == [
        ("b", "2 failure modes without somebody, a severity and a time", ["b/y.sh:2"]),
        ("(top)", "1 failure mode without somebody, a severity and a time", ["z.sh:2"]),
        ("a", "1 failure mode without somebody, a severity and a time", ["a/x.sh:2"]),
    ]
    assert found[0].snippet == (
        "# .ddd/tasks.yaml, one entry for each folder that has somebody of its own\n"
        "escalations:\n  - path: FOLDER/\n    levels:\n      - {who: TODO, after: 15 minutes, severity: critical}"
    )


def test_a_command_that_asks_somebody_and_an_act_by_hand(tmp_path: Path) -> None:
    tasks = "tasks:\n  - id: x\n    cadence: weekly\n    steps:\n"
    tasks += "      - {do: Edit it, command: vi /etc/x}\n      - {do: Look}\n      - {do: Run it, command: pg_dump x}\n"
    found = told(written(tmp_path, {".ddd/tasks.yaml": tasks}))
    assert [(hint.figure, hint.subject, hint.lacks, str(hint.evidence[0]), hint.snippet) for hint in found] == [
        ("Automation Potential", "x", "a person decides", ".ddd/tasks.yaml:5", ""),
        ("Automation Potential", "x", "no command stands for it", ".ddd/tasks.yaml:6", ""),
    ]


def test_each_element_that_a_kind_of_unit_lacks(tmp_path: Path) -> None:
    module = '"""Doc."""\nDOCUMENTATION = """\nmodule: x\nshort_description: Does it\n"""\n\n\ndef main():\n    pass\n'
    found = told(written(tmp_path, {"library/x.py": module, "roles/web/tasks/main.yml": "- ansible.builtin.ping:\n"}))
    assert [(hint.figure, hint.subject, hint.lacks) for hint in found] == [
        ("Documentation Coverage", "library/x", "no examples"),
        ("Documentation Coverage", "roles/web", "no readme"),
        ("Documentation Coverage", "roles/web", "no argument specs"),
    ]
    assert [hint.snippet.split("\n")[0] for hint in found] == [
        'EXAMPLES = """',
        "README.md: what the role does, what it needs, which variables it takes",
        "# meta/argument_specs.yml",
    ]
