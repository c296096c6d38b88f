"""Reads whether an Ansible role says what it is for and what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode

from ddd.extractors.documentation._words import says
from ddd.model import Unit
from ddd.scan.examples import is_example
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items

KIND = "ansible_role"

_YAML = ("yml", "yaml")
_README = re.compile(r"(?i)readme(?:\.(?:md|markdown|rst|adoc|txt|org))?")
_OF_GALAXY = re.compile(
    r"""(?ix)
      a[ ]brief[ ]description[ ]of[ ]the[ ]role[ ]goes[ ]here
    | any[ ]pre-requisites[ ]that[ ]may[ ]not[ ]be[ ]covered
    | a[ ]description[ ]of[ ]the[ ]settable[ ]variables
    | a[ ]list[ ]of[ ](?:other|the)[ ]roles[ ]hosted
    | including[ ]an[ ]example[ ]of[ ]how[ ]to[ ]use
    | an[ ]optional[ ]section[ ]for[ ]the[ ]role[ ]authors
    """
)
"""What `ansible-galaxy init` writes into every README."""
_HEADING = re.compile(r"\s*(?:#{1,6}\s|={1,6}\s)")
_UNDERLINE = re.compile(r"\s*([=~^\"'*-])\1{2,}\s*")
_FENCE = re.compile(r"\s*(?:```|~~~|----\s*$)")
_MARKS = re.compile(
    r"!?\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}\)|<[^<>\n]{0,300}>|https?://\S{1,500}|^\s*:\S{1,40}:.*|^\s*\[[^\[\]\n]{1,80}\]:.*"
)
_ABOUT_PEOPLE = re.compile(
    r"(?i)[\s#=*]*(?:licen[cs]es?|licensing|author|authors|author information|copyright)[\s#=*:]*"
)
_WORDS = 5
"""A short sentence."""


@extractor(
    "ansible-role-documentation",
    paths=(
        *(f"{folder}.{suffix}" for folder in ("tasks/main", "meta/main", "meta/argument_specs") for suffix in _YAML),
        "README*",
        "readme*",
        "Readme*",
    ),
    documentation=True,
)
def ansible_roles(source: Source) -> Iterator[Unit]:
    """Find the Ansible roles, whether each has a README that says something, and the specification of its arguments.

        roles/nginx/tasks/main.yml               the role
        roles/nginx/README.md                    "Installs nginx and renews its certificates."
        roles/nginx/meta/argument_specs.yml      argument_specs: {main: {options: {…}}}

    A role is a folder below `roles/` with `tasks/main.yml`, or any folder with that and `meta/main.yml`. A README of
    headings, code, badges and licence only says nothing, nor does what `ansible-galaxy init` wrote into it. Arguments
    may also be specified in `meta/main.yml`. Comments in `defaults/` are not counted.
    Format: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse_roles.html.
    """
    if is_example(KIND, source.path) or source.is_template:
        return
    folder, _, name = source.path.rpartition("/")
    if _README.fullmatch(name):
        if _has_prose(source.lines):
            yield Unit(kind=KIND, name=folder or ".", documented=("readme",), defined=False, evidence=(source.at(1),))
        return
    role, _, place = folder.rpartition("/")
    if place == "tasks":
        yield _role(source, role)
    elif _has_arguments(source):
        documented = ("argument_specs",)
        yield Unit(kind=KIND, name=role or ".", documented=documented, defined=False, evidence=(source.at(1),))


def _role(source: Source, role: str) -> Unit:
    below_roles = "roles" in role.split("/")[:-1]
    meta = tuple(f"{role}/meta/main.{suffix}".lstrip("/") for suffix in _YAML)
    return Unit(kind=KIND, name=role or ".", beside=() if below_roles else meta, evidence=(source.at(1),))


def _has_arguments(source: Source) -> bool:
    """Tell whether any entry point of the role is specified."""
    if b"argument_specs" not in source.data:
        return False
    for document in source.yaml:
        for _, _, entry in items(child(document, "argument_specs")):
            if isinstance(entry, MappingNode) and entry.value:
                return True
    return False


def _has_prose(lines: list[str]) -> bool:
    """Tell whether a README has a sentence that its author wrote."""
    return says(" ".join(_prose(lines)), _WORDS)


def _prose(lines: list[str]) -> Iterator[str]:
    is_code = is_left_out = False
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if _FENCE.match(line):
            is_code = not is_code
        elif is_code or line.startswith(("    ", "\t")):
            continue
        elif _HEADING.match(line) or (line.strip() and _UNDERLINE.fullmatch(below)):
            is_left_out = _ABOUT_PEOPLE.fullmatch(line) is not None
        elif not is_left_out and not _OF_GALAXY.search(line):
            yield _MARKS.sub(" ", line)
