"""What stands in the package is found, and no two things share a name."""

import re
from pathlib import Path

import pytest

from ddd import renderers
from ddd.generated import is_generated
from ddd.model import Artifact, replace
from ddd.renderers import bind, chapters, discover
from ddd.renderers.renderer import Pillar, renderer

from . import plans
from .reading import book


def test_every_file_with_a_renderer_is_found_without_being_registered():
    folder = Path(renderers.__file__).parent
    decorated = [
        line.split('"')[1]
        for file in folder.rglob("[!_]*.py")
        for line in re.sub(r"\(\n\s+", "(", file.read_text()).splitlines()
        if line.startswith('@renderer("')
    ]
    assert [one.name for one in discover()] == sorted(decorated)
    assert {"alerts", "emergency", "runbooks"} <= set(decorated)


def test_artifacts_are_sorted_by_path_and_marked_as_generated():
    for plan in plans.PLANS.values():
        artifacts = bind(book(plan))
        paths = [one.path for one in artifacts]
        assert paths == sorted(paths)
        assert {"daily.md", "weekly.md", "monthly.md", "emergency.md", "alerts.yml", "alerts.test.yml"} <= set(paths)
        assert [one.path for one in artifacts if not is_generated(one.text.encode())] == []
        assert all(one.text.endswith("\n") for one in artifacts)


def test_the_same_plan_gives_the_same_bytes_in_whatever_order_its_facts_come():
    plan = plans.everything()
    turned = replace(plan, inventory=replace(plan.inventory, facts=tuple(reversed(plan.inventory.facts))))
    first = {one.path: one.text for one in bind(book(plan))}
    again = {one.path: one.text for one in bind(book(turned))}
    assert first == again


def test_two_artifacts_of_one_path_are_refused(monkeypatch):
    def twice(book):
        yield Artifact(path="a.md", text="1")
        yield Artifact(path="a.md", text="2")

    monkeypatch.setattr(renderers, "discover", lambda: (renderer("twice", Pillar.ESCALATION, "")(twice),))
    with pytest.raises(ValueError, match=r"two artifacts have the path 'a\.md'"):
        chapters(book(plans.empty()))
