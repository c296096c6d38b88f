"""Knows by path and content which files are Ansible modules."""

from __future__ import annotations

import re

from ddd.scan.source import Source

MODULE_PATHS = tuple(
    f"{folder}*.{suffix}"
    for folder in ("plugins/modules/**/", "ansible/modules/**/", "library/")
    for suffix in ("py", "ps1", "yml", "yaml")
)

_OF_MODULES = re.compile(r"(?:.*/)?(?:plugins|ansible)/modules/.*")
_IN_LIBRARY = re.compile(r"(?:.*/)?library/[^/]*")
_ANSIBLE_CODE = re.compile(
    rb"AnsibleModule|ansible\.module_utils|Ansible\.(?:Basic|ModuleUtils)|WANT_JSON|POWERSHELL_COMMON|\nDOCUMENTATION\b"
)
"""`library` is a folder of many other things."""


def is_ansible_module(source: Source) -> bool:
    """Tell whether a program is, by where it stands and what it uses, a module that tasks call."""
    if source.path.endswith("__init__.py"):
        return False
    if _OF_MODULES.fullmatch(source.path):
        return True
    return _IN_LIBRARY.fullmatch(source.path) is not None and _ANSIBLE_CODE.search(source.data) is not None
