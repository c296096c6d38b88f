"""What counts as a unit of documentation, and what counts as documented, beyond the golden cases."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ddd.extractors import discover
from ddd.extractors.documentation._words import says
from ddd.extractors.documentation.ansible_modules import ansible_modules
from ddd.extractors.documentation.ansible_roles import ansible_roles
from ddd.extractors.documentation.helm_values import helm_value_comments
from ddd.extractors.documentation.python import python_docstrings
from ddd.extractors.documentation.scripts import script_comments
from ddd.extractors.documentation.terraform import terraform_descriptions
from ddd.model import Problem, Unit
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source
from ddd.spec import load


def units(extractor: Extractor, path: str, text: str) -> dict[str, tuple[str, ...]]:
    """Return what one file yields: name -> elements it has."""
    found = extractor.extract(Source(path, text.encode()))
    return {one.name: one.documented for one in found if isinstance(one, Unit)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rotates the log.", True),
        ("Returns x.\nTODO: and y", True),
        ("No documentation is written without reason", True),
        ("备份", True),
        ("", False),
        ("...", False),
        ("\n  - - -\n", False),
        ("TODO", False),
        ("@todo: rotate the log", False),
        ("TODO\nFIXME later", False),
        ("XXX", False),
        ("Missing docstring.", False),
        ("Add a description here", False),
        ("[description]", False),
        ("N/A", False),
        ("None.", False),
        ("Lorem ipsum dolor sit amet", False),
        ("To be written", False),
        ("x", False),
    ],
)
def test_what_says_something(text: str, expected: bool) -> None:
    assert says(text) is expected


def test_words_are_counted_over_all_lines_but_those_of_placeholders() -> None:
    assert says("one two\nthree", 3)
    assert not says("one two\nTODO: three four", 3)
    assert not says("a b c d 1 2 3", 1), "letters and numbers are no words"
    assert says("备份数据库", 2), "two signs count as a word where no blanks are set"


def test_every_reader_of_documentation_is_asked_for_and_every_kind_of_the_spec_has_one() -> None:
    readers = [one for one in discover() if one.extract.__module__.startswith("ddd.extractors.documentation.")]
    assert readers
    assert all(one.documentation for one in readers)
    files = {
        "plugins/modules/a.py": "import ansible",
        "roles/a/tasks/main.yml": "# ansible",
        "a.py": "A = 1",
        "a.tf": 'variable "a" {}\noutput "b" {}',
        "values.yaml": "a: 1",
        "a.sh": "exit 0",
    }
    sources = [Source(path, text.encode()) for path, text in files.items()]
    kinds = {
        unit.kind for source in sources for one in readers if one.reads(source.path) for unit in one.extract(source)
    }
    assert kinds == set(load().documentation)


@pytest.mark.parametrize("extractor", [one for one in discover() if one.documentation], ids=lambda one: one.name)
@pytest.mark.parametrize("folder", ["tests/", "examples/all/", "node_modules/x/", "a/fixtures/", "docs/", "vendor/a/"])
def test_what_is_no_part_of_the_system_is_no_unit(extractor: Extractor, folder: str) -> None:
    files = {
        "library/a.py": "from ansible.module_utils.basic import AnsibleModule\n",
        "roles/a/tasks/main.yml": "[]\n",
        "roles/a/README.md": "Installs the web server and its pages.\n",
        "a.py": "def a(): pass\n",
        "main.tf": 'variable "a" {}\n',
        "values.yaml": "a: 1\n",
        "a.sh": "exit 0\n",
    }
    fitting = {path: text for path, text in files.items() if extractor.reads(path)}
    assert any(units(extractor, path, text) for path, text in fitting.items()), "elsewhere they are"
    assert not any(units(extractor, folder + path, text) for path, text in fitting.items())


@pytest.mark.parametrize(
    ("constants", "expected"),
    [
        ('DOCUMENTATION = "short_description: Rotate a log"', ("documentation",)),
        ('DOCUMENTATION = "description: [Rotate, a log]"', ("documentation",)),
        ('DOCUMENTATION = "module: rotate"', ()),
        ('DOCUMENTATION = "description: {}"', ()),
        ('DOCUMENTATION = "Rotate a log"', ()),
        ('DOCUMENTATION = "- short_description: a list"', ()),
        ('DOCUMENTATION = "short_description: TODO"', ()),
        ('DOCUMENTATION = ""', ()),
        ("DOCUMENTATION = None", ()),
        ('DOCUMENTATION = "short_description: " + "added"', ()),
        ('DOCUMENTATION = b"short_description: bytes"', ()),
        ('if True:\n    DOCUMENTATION = "short_description: within"', ()),
        ('def f():\n    DOCUMENTATION = "short_description: within"', ()),
        ('EXAMPLES = "- rotate: {path: shop.log}"', ("examples",)),
        ('EXAMPLES = "# ansible all -m rotate"', ("examples",)),
        ('EXAMPLES = "#"', ()),
        ('EXAMPLES = "# TODO"', ()),
        ('RETURN = "path: {type: str}"', ("return",)),
        ('RETURN = "# nothing comes back"', ()),
        ('RETURN = "path"', ()),
    ],
)
def test_constants_of_a_module(constants: str, expected: tuple[str, ...]) -> None:
    assert units(ansible_modules, "plugins/modules/rotate.py", constants + "\n") == {"plugins/modules/rotate": expected}


def test_a_fault_in_documentation_is_told_at_its_own_line() -> None:
    # The text begins on line 2; the list that is never closed is found at the end of it, on line 5.
    text = 'import ansible\nDOCUMENTATION = """\nmodule: a\ndescription: [\n"""\n'
    found = [one for one in ansible_modules.extract(Source("library/a.py", text.encode())) if isinstance(one, Problem)]
    assert [(one.line, one.message.partition(":")[0]) for one in found] == [(5, "DOCUMENTATION is not YAML")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("plugins/modules/a.py", True),
        ("ansible_collections/acme/logs/plugins/modules/cloud/a.py", True),
        ("lib/ansible/modules/a.py", True),
        ("roles/a/library/a.py", True),
        ("library/deep/a.py", False),
        ("plugins/modules/__init__.py", False),
        ("plugins/module_utils/a.py", False),
        ("modules/a.py", False),
    ],
)
def test_where_modules_stand(path: str, expected: bool) -> None:
    text = "from ansible.module_utils.basic import AnsibleModule\n"
    is_read = ansible_modules.reads(path)
    assert bool(is_read and units(ansible_modules, path, text)) is expected
    assert bool(units(python_docstrings, path, text)) is not expected, "each file is asked for one kind"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Installs the web server and its pages.", True),
        ("| Variable | Meaning |\n|---|---|\n| port | where the server listens for requests |", True),
        ("= Web server\n\nInstalls the web server and its pages.", True),
        ("# The heading of this file has words\n", False),
        ("The heading of this file has words\n==================================\n", False),
        ("Installs nginx.", False),
        ("<p align=center>", False),
        ("[All of this is only the text of a link](https://example.com)", False),
        ("    all of this is code, set in by four", False),
        ("```\nall of this is code between fences\n```", False),
        ("# Author Information\nSomebody who lives in a small town", False),
        ("A brief description of the role goes here.", False),
        ("TODO: describe what this role does for us", False),
        ("", False),
    ],
)
def test_what_a_readme_must_say(text: str, expected: bool) -> None:
    found = units(ansible_roles, "roles/a/README.md", text)
    assert found == ({"roles/a": ("readme",)} if expected else {})


def test_a_role_outside_of_roles_needs_its_metadata_beside_it() -> None:
    (one,) = ansible_roles.extract(Source("logs/tasks/main.yml", b"[]"))
    assert isinstance(one, Unit)
    assert one.beside == ("logs/meta/main.yml", "logs/meta/main.yaml")
    (one,) = ansible_roles.extract(Source("tasks/main.yml", b"[]"))
    assert isinstance(one, Unit)
    assert (one.name, one.beside) == (".", ("meta/main.yml", "meta/main.yaml"))
    (one,) = ansible_roles.extract(Source("plays/roles/logs/tasks/main.yml", b"[]"))
    assert isinstance(one, Unit)
    assert (one.name, one.beside) == ("plays/roles/logs", ())


@given(st.text(alphabet="abcdefgh", min_size=2).filter(lambda name: name != "__"), st.integers(0, 3))
def test_what_has_an_underscore_anywhere_above_it_is_private(name: str, depth: int) -> None:
    """A chain of classes, one of them private: what stands above it is public, itself and all below it are not."""
    names = [f"C{n}" for n in range(4)]
    names[depth] = f"_{name}"
    text = "".join(f"{'    ' * n}class {one}:\n" for n, one in enumerate(names)) + "                pass\n"
    public = {".".join(names[: n + 1]) for n in range(depth)}
    assert set(units(python_docstrings, "a.py", text)) == {"a.py", *(f"a.py:{one}" for one in public)}


def test_a_docstring_of_a_function_says_nothing_of_its_class() -> None:
    text = 'class A:\n    def b(self):\n        """Return b."""\n'
    assert units(python_docstrings, "a.py", text) == {"a.py": (), "a.py:A": (), "a.py:A.b": ("docstring",)}


def test_deep_branches_are_no_recursion() -> None:
    text = "if a:\n    pass\n" + "elif a:\n    pass\n" * 150 + "else:\n    def b(): pass\n"
    assert "a.py:b" in units(python_docstrings, "a.py", text)


def test_terraform_is_read_around_a_fault() -> None:
    text = 'variable "a" {\n  description = "As given."\n}\n\nvariable "b" {\n  description = ]\n}\n'
    found = list(terraform_descriptions.extract(Source("m/a.tf", text.encode())))
    assert next(one.name for one in found if isinstance(one, Unit)) == "m:a"
    assert [one.message for one in found if isinstance(one, Problem)] == [
        "not HCL here: what stands around it was read"
    ]


@pytest.mark.parametrize("extra", ["schedule = ]", "{{ template }}"])
def test_a_fault_in_terraform_that_others_tell_or_that_is_a_template_is_not_told_twice(extra: str) -> None:
    text = f'variable "a" {{\n  {extra}\n}}\nresource "aws_backup_plan" "b" {{}}\n'
    is_told_elsewhere = "schedule" in extra
    readers = [one for one in discover() if one.name in ("terraform", "terraform-descriptions")]
    told = [one for reader in readers for one in reader.extract(Source("a.tf", text.encode()))]
    assert sum(isinstance(one, Problem) for one in told) == int(is_told_elsewhere)


_KEYS = st.text(alphabet="abcdef", min_size=1, max_size=4)
_VALUES = st.recursive(
    st.one_of(st.integers(), st.text(alphabet="xyz# :", max_size=8), st.none(), st.just([]), st.just({})),
    lambda inner: st.one_of(st.dictionaries(_KEYS, inner, max_size=3), st.lists(inner, max_size=2)),
    max_leaves=8,
)


def leaves(value: dict, prefix: str = "") -> list[str]:
    """Count by our own reading: every key whose value is not a mapping with keys."""
    found = []
    for key, inner in value.items():
        found += leaves(inner, f"{prefix}{key}.") if isinstance(inner, dict) and inner else [prefix + key]
    return found


@given(st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=4), st.data())
def test_a_comment_above_a_leaf_documents_that_leaf_alone(values: dict, data: st.DataObject) -> None:
    lines = yaml.safe_dump(values, sort_keys=False).split("\n")
    before = units(helm_value_comments, "values.yaml", "\n".join(lines))
    assert sorted(before) == sorted(f"values.yaml:{one}" for one in leaves(values))
    assert not any(before.values())
    source = Source("values.yaml", "\n".join(lines).encode())
    unit = data.draw(st.sampled_from([one for one in helm_value_comments.extract(source) if isinstance(one, Unit)]))
    line, column = unit.evidence[0].line, unit.evidence[0].column
    told = [*lines[: line - 1], " " * (column - 1) + "# What this is for.", *lines[line - 1 :]]
    after = units(helm_value_comments, "values.yaml", "\n".join(told))
    assert after == {**before, unit.name: ("comment",)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# How many.\na: 1", True),
        ("a: 1 # How many.", True),
        ("a:  # How many.\n  - 1", True),
        ("# -- How many.\na: 1", True),
        ("# -- (int) How many.\na: 1", True),
        ("## How many.\n##\na: 1", True),
        ("# Note: this must never be zero\na: 1", True),
        ("# a: 2\na: 1", False),
        ("# How many.\n\na: 1", False),
        ("# --\na: 1", False),
        ("# -- (int)\na: 1", False),
        ("# @default -- derived\na: 1", False),
        ("#\na: 1", False),
        ("# ------- \na: 1", False),
        ("# 5\na: 1", False),
        ("a: '# How many.'", False),
        ("a: x#y", False),
        ("a: >\n  text\n  # is no comment", False),
        ("a: 1\n# How many.", False),
    ],
)
def test_comments_of_a_value(text: str, expected: bool) -> None:
    assert units(helm_value_comments, "values.yaml", text) == {"values.yaml:a": ("comment",) if expected else ()}


def test_the_comment_of_a_mapping_is_not_that_of_its_leaves() -> None:
    plain = units(helm_value_comments, "values.yaml", "# The image.\nimage:\n  tag: 1\n")
    assert plain == {"values.yaml:image.tag": ()}
    of_helm_docs = units(helm_value_comments, "values.yaml", "# -- The image.\nimage:\n  tag: 1\n")
    assert of_helm_docs == {"values.yaml:image": ("comment",)}


def test_values_nested_deeper_than_people_nest_are_one() -> None:
    text = "".join(f"{' ' * n}k:\n" for n in range(30)) + " " * 30 + "k: 1\n"
    (name,) = units(helm_value_comments, "values.yaml", text)
    assert name.count("k") == 21


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#!/bin/sh\n# Dumps the databases.\n\nexit", True),
        ("#!/bin/sh\n# Dumps the databases.\nexit", True),
        ("#!/bin/sh\n\n\n# Dumps the databases.\n\nset -e\nexit", True),
        ("#!/bin/sh\nset -e\n# Dumps the databases.\n\nexit", True),
        ("# Dumps the databases.\nexit", True),
        ("#!/bin/sh\n# a.sh - dumps the databases\nexit", True),
        ("#!/bin/sh\n# (c) Acme\n\n# Dumps the databases.\n\nexit", True),
        ("#!/bin/sh\n# Checks which licences packages have\nexit", True),
        ("#!/bin/sh\n\n# Dumps the databases.\nexit", False),
        ("#!/bin/sh\nset -e\n# Dumps the databases.\nexit", False),
        ("#!/bin/sh\nexit\n# Dumps the databases.", False),
        ("#!/bin/sh\n# Dumps databases\nexit", False),
        ("#!/bin/sh\n# a.sh the databases\nexit", False),
        ("#!/bin/sh\n# This file is managed by Ansible\nexit", False),
        ("#!/bin/sh\n# Copyright Acme and all its many sisters\n# who own this\nexit", False),
        ("#!/bin/sh\n# if test that it is so; then\n# A=1 B=2 C=3\nexit", False),
        ("#!/bin/sh\n#######\n# TODO: dump the databases\n#######\nexit", False),
        ("#!/bin/sh\necho '# Dumps the databases.'", False),
    ],
)
def test_comments_of_a_script(text: str, expected: bool) -> None:
    assert units(script_comments, "bin/a.sh", text) == {"bin/a.sh": ("comment",) if expected else ()}


@pytest.mark.parametrize(
    ("first_line", "expected"),
    [
        ("#!/bin/sh", True),
        ("#! /usr/bin/env bash", True),
        ("#!/usr/bin/env -S zsh -f", True),
        ("#!/usr/bin/pwsh", True),
        ("#!/usr/bin/env python3", False),
        ("#!/usr/bin/fish", False),
        ("# no shebang", False),
        ("", False),
    ],
)
def test_without_a_suffix_the_first_line_makes_a_script(first_line: str, expected: bool) -> None:
    assert bool(units(script_comments, "bin/dump", f"{first_line}\nexit\n")) is expected


def test_windows_modules_are_no_scripts() -> None:
    assert not units(script_comments, "plugins/modules/win_a.ps1", "#AnsibleRequires -CSharpUtil Ansible.Basic\n")
    assert units(script_comments, "files/a.ps1", "#AnsibleRequires -CSharpUtil Ansible.Basic\n")
