"""What the corpus cannot show of the Ansible extractors: hostile text, bounds, and places."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.extractors.ansible import _tasks, checks, cron, failures, files, inline, procedures, rollbacks, variables
from ddd.extractors.ansible._loops import turns
from ddd.extractors.ansible._paths import of_role_or_playbook, role_tasks, task_file
from ddd.extractors.ansible._tasks import ansible, conjunction
from ddd.model import Definition, Fact, Problem, Schedule, State
from ddd.pipeline import take_inventory
from ddd.scan.components import role_folder
from ddd.scan.engine import Engine
from ddd.scan.source import Source
from ddd.scan.tree import walk

EXTRACTORS = (
    checks.ansible_checks,
    cron.ansible_cron,
    failures.ansible_failures,
    files.ansible_files,
    inline.ansible_inline,
    procedures.ansible_procedures,
    rollbacks.ansible_rollbacks,
    variables.ansible_variables,
)
PATHS = (
    "roles/a/tasks/main.yml",
    "roles/a/handlers/main.yaml",
    "roles/a/defaults/main.yml",
    "roles/a/tasks/main.yml.j2",
    "playbooks/site.yml",
    "group_vars/all",
)

_VOCABULARY = """name cron ansible.builtin.cron block rescue always hosts tasks roles vars when loop with_items
with_dict item copy content dest src template /etc/cron.d/x /etc/systemd/system/x.timer lineinfile fail msg assert that
failed_when false ignore_errors until retries validate backup yes minute hour special_time daily state absent
include_role import_playbook action local_action args loop_control loop_var pause prompt script uri status_code
wait_for port any_errors_fatal max_fail_percentage environment {{ }} {{x}} '{{item.a}}' "{{item['b']|default(omit)}}"
0 61 &a *a <<: !vault # | > - ? : , [ ] { } = %"""
_WORDS = st.sampled_from([*_VOCABULARY.split(), "\u2028", "\x0c", "\t", "é", ""])
_TASK = st.recursive(
    _WORDS | st.integers(0, 99) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=5),
    max_leaves=20,
)


def _sound(path: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / path
        file.parent.mkdir(parents=True)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        tree = walk(Path(folder))
        engine = Engine(tree, EXTRACTORS)
        batch = engine.run()
        definitions = [*batch.definitions, *engine.definitions([path], "jinja")]
        count = len(Source(path, file.read_bytes()).lines)
    assert all(isinstance(one, Fact) for one in batch.facts)
    assert all(isinstance(one, Definition) for one in definitions)
    assert all(isinstance(one, Problem) and (one.line or 1) <= count + 1 for one in batch.problems)
    places = [place for fact in batch.facts for place in fact.evidence] + [one.evidence for one in definitions]
    assert all(place.path == path and place.line <= count for place in places)


@given(path=st.sampled_from(PATHS), text=st.text(max_size=300))
@settings(deadline=None, max_examples=100)
def test_any_text_gives_sound_results(path: str, text: str) -> None:
    _sound(path, text)


@given(path=st.sampled_from(PATHS), words=st.lists(_WORDS | st.sampled_from(["\n", "\n- ", "\n  ", ": "]), max_size=40))
@settings(deadline=None, max_examples=200)
def test_any_words_of_ansible_give_sound_results(path: str, words: list[str]) -> None:
    _sound(path, "- name: x\n" + " ".join(words))


@given(path=st.sampled_from(PATHS), tasks=st.lists(st.dictionaries(_WORDS, _TASK, max_size=5), min_size=1, max_size=4))
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_any_tree_of_ansible_words_gives_sound_results(path: str, tasks: list[dict[str, object]]) -> None:
    import yaml

    _sound(path, yaml.safe_dump(tasks, allow_unicode=True, sort_keys=False))


def test_no_play_can_be_made_of_brackets() -> None:
    _sound("roles/a/tasks/main.yml", "- cron: " + "[" * 50_000)


def test_aliases_cannot_unfold_without_end() -> None:
    levels = "\n".join(f"- &b{n}\n  block: [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 6))
    file = ansible(Source("tasks/main.yml", f"- &b0\n  command: /bin/true\n{levels}\n".encode()))
    assert sum(1 for _ in file.every_task()) <= _tasks.MAX_TASKS


def test_a_block_may_hold_itself() -> None:
    file = ansible(Source("tasks/main.yml", b"- &b\n  block:\n    - *b\n    - command: /bin/true\n"))
    assert sum(1 for _ in file.every_task()) <= _tasks.MAX_TASKS


def test_values_are_bounded_in_number_and_depth() -> None:
    text = "".join(f"v{n}: {n}\n" for n in range(variables.MAX_VALUES + 5))
    source = Source("defaults/main.yml", text.encode())
    assert sum(1 for _ in variables.ansible_variables.extract(source)) == variables.MAX_VALUES
    deep = Source("defaults/main.yml", b"a: {b: {c: {d: 1, e: {f: 2}}}}")
    assert [one.name for one in variables.ansible_variables.extract(deep)] == ["a.b.c.d"]
    wide = "x: &x [" + ", ".join(["{}"] * 60) + "]\ny: &y [" + ", ".join(["*x"] * 60) + "]\nz: [" + "*y, " * 40 + "]"
    assert list(variables.ansible_variables.extract(Source("defaults/main.yml", wide.encode()))) == []


def test_loops_are_bounded() -> None:
    entries = "".join(f"    - {n}\n" for n in range(2_000))
    text = f"- cron: {{name: '{{{{ item }}}}', special_time: daily}}\n  loop:\n{entries}"
    (task,) = ansible(Source("tasks/main.yml", text.encode())).tasks
    assert len(list(islice(turns(task), 1_000))) == 500


def test_very_long_strings_are_not_taken_apart() -> None:
    text = "- cron: minute=1 job='" + "{{ " * 5_000 + "'\n"
    (task,) = ansible(Source("tasks/main.yml", text.encode())).tasks
    assert task.args == {}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("roles/a/tasks/main.yml", "roles/a"),
        ("roles/a/tasks/sub/one.yml", "roles/a"),
        ("ansible/roles/custom/a/defaults/main.yml", "ansible/roles/custom/a"),
        ("roles/files/tasks/main.yml", "roles/files"),
        ("tasks/main.yml", ""),
        ("playbooks/site.yml", None),
        ("roles/a/README.md", None),
        ("roles/requirements.yml", None),
    ],
)
def test_role_folder(path: str, role: str | None) -> None:
    assert role_folder(path) == role


def test_conjunction_keeps_alternatives_together() -> None:
    assert conjunction([]) == ""
    assert conjunction(["a or b"]) == "a or b"
    assert conjunction(["a or b", "c", "c"]) == "(a or b) and c"
    assert conjunction([], "not (x or y)") == "not (x or y)"
    assert conjunction(["a or b"], "not (x)") == "(a or b) and not (x)"


def test_paths_never_leave_the_repository() -> None:
    assert list(role_tasks("site.yml", "../../a")) == []
    assert list(role_tasks("roles/a/tasks/main.yml", "{{ x }}")) == []
    assert list(role_tasks("site.yml", "a", "b.yaml")) == ["roles/a/tasks/b.yaml"]
    assert list(task_file("site.yml", "../../x.yml")) == []
    assert list(task_file("site.yml", "/abs.yml")) == []
    assert list(task_file("p/site.yml", "{{ playbook_dir }}/x.yml")) == ["p/x.yml"]
    assert list(of_role_or_playbook("roles/a/tasks/main.yml", "{{ name }}/x", "files")) == [
        "roles/a/files/{{ name }}/x"
    ]


def test_the_path_of_deep_folders_is_bounded() -> None:
    path = "/".join("abcdefghijklmnopqrstuvwxyz") + "/site.yml"
    assert len(list(role_tasks(path, "r"))) == 24


def test_a_comment_at_the_end_belongs_to_the_last_play() -> None:
    text = b"- hosts: a\n  tasks: []\n- hosts: b\n  roles: [{}, x]\n# Duration: 5 minutes\n#\n"
    first, second = procedures.ansible_procedures.extract(Source("site.yml", text))
    assert (first.duration, second.duration.text) == (None, "5 minutes")


def test_a_purpose_may_be_named_so() -> None:
    text = b"# Copyright 2024\n# Purpose: rotates what is old\n- hosts: a\n  tasks: []\n"
    (procedure,) = procedures.ansible_procedures.extract(Source("site.yml", text))
    assert procedure.purpose.text == "rotates what is old"


def _schedules(folder: Path, text: str) -> list[Schedule]:
    (folder / "tasks").mkdir()
    (folder / "tasks" / "main.yml").write_text(text, encoding="utf-8")
    return [fact for fact in take_inventory(folder).facts if isinstance(fact, Schedule)]


def test_an_omitted_user_is_nobody(tmp_path: Path) -> None:
    text = "- cron: {name: a, special_time: daily, job: /bin/a, user: '{{ u | default(omit) }}'}\n"
    (schedule,) = _schedules(tmp_path, text)
    assert (schedule.user, schedule.state) == ("", State.ACTIVE)


def test_an_omitted_field_is_every(tmp_path: Path) -> None:
    text = "- cron: {minute: '5', hour: '{{ h | default(omit) }}', special_time: '{{ s | d(omit) }}', job: /bin/a}\n"
    (schedule,) = _schedules(tmp_path, text)
    assert (schedule.expression, schedule.state) == ("5 * * * *", State.ACTIVE)


@pytest.mark.parametrize(
    ("expression", "filled"),
    [
        ("{{ item.a }}", "1"),
        ("{{- item['a'] -}}", "1"),
        ("{{ item.a | default(2) }}", "1"),
        ("{{ item.none | default(2) }}", "{{ item.none | default(2) }}"),
        ("{{ item.a | int }}", "{{ '1' | int }}"),
        ("{{ item.list[1] }}", "y"),
        ("{{ item.list[9] }}", "{{ item.list[9] }}"),
        ("{{ item.var }}", "{{ hour }}"),
        ("{{ item.var.deep | int }}", "{{ (hour).deep | int }}"),
        ("{{ item.mixed | int }}", "{{ item.mixed | int }}"),
        ("{{ item.quote ~ 'item.a' }}", r"{{ 'it\'s' ~ 'item.a' }}"),
        ("{{ item.a.b | int }}", "{{ item.a.b | int }}"),
        ("{{ item.list }}", "{{ item.list }}"),
        ("{{ other.item.a }}", "{{ other.item.a }}"),
        ("{{ item('a') }}", "{{ item('a') }}"),
        ("{{ task_var }}", "own"),
        ("plain", "plain"),
    ],
)
def test_values_of_a_loop_are_put_in(expression: str, filled: str) -> None:
    text = """
- cron: {name: a}
  vars: {task_var: own}
  loop:
    - {a: 1, list: [x, y], var: "{{ hour }}", mixed: "a{{ b }}", quote: "it's"}
"""
    (task,) = ansible(Source("tasks/main.yml", text.encode())).tasks
    (turn,) = turns(task)
    assert turn.filled(expression) == filled


def test_what_the_file_binds_is_evidence() -> None:
    text = """
- cron: {name: a, special_time: "{{ period }}", job: /bin/a}
  vars:
    period: weekly
"""
    (schedule,) = cron.ansible_cron.extract(Source("tasks/main.yml", text.encode()))
    assert isinstance(schedule, Schedule)
    assert (schedule.expression, schedule.place.line) == ("@weekly", 4)


def test_bytes_that_are_not_utf8() -> None:
    source = Source("tasks/main.yml", b"- cron: {name: \xff, special_time: daily, job: x}\n")
    (schedule,) = cron.ansible_cron.extract(source)
    assert schedule.place.line == 1
