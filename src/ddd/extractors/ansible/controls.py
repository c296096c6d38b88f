"""Reads the tasks of Ansible that carry out a rule of a named standard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import is_template
from ddd.extractors.ansible._tasks import AnsibleTask, ansible, places
from ddd.extractors.ansible._words import one_line
from ddd.extractors.controls._words import AUDIT_LOG, HARDENING
from ddd.model import Control
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "ansible"
_LONGEST_NAME = 300
_SILENT = frozenset(
    {
        *(
            "set_fact",
            "debug",
            "include_tasks",
            "import_tasks",
            "include_role",
            "import_role",
            "fail",
            "assert",
        ),
        *("include", "stat", "setup", "meta", "package_facts", "service_facts", "slurp", "find", "include_vars"),
    }
)
_READS = frozenset({"shell", "command"})
_RULE = re.compile(
    r"""(?P<stig> (?:RHEL|UBTU|SLES|OL|AMLX|WN|ALMA|APPL|CNTR|SRG|PHTN)
          -? [A-Z0-9]{1,4} - [0-9A-Z]{2,6} (?:-[A-Z0-9]{2,8})? )
      | (?P<finding> \b(?:V|SV)-[0-9]{4,7} (?:r[0-9]{1,7}_rule)? \b )
      | ^ \s* "? (?P<cis> [0-9]{1,2} (?:\.[0-9]{1,3}){1,5} ) \s* \| """,
    re.VERBOSE,
)
_NIST = re.compile(
    r"NIST-?800-?(?P<document>53|171)(?:R[0-9])?[_-](?P<id>[A-Z0-9]{1,3}[-.][0-9]{1,3}(?:[-.(][0-9a-z]{1,3}\)?)*)"
)
_TAG = re.compile(
    r"(?P<stig>DISA-STIG-[A-Z0-9-]{4,30}|(?:RHEL|UBTU|OL|SLES)-[0-9]{2}-[0-9]{6}|CCE-[0-9]{4,6}-[0-9])"
    r"|(?P<pci>PCI-DSS(?:v[0-9])?-(?:Req-)?[0-9][0-9.]{0,12}[a-z]?)|(?P<cis>cis[-_ ]?[0-9]{1,2}(?:\.[0-9]{1,3}){1,5})",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?P<body>CIS|STIG|PCI[- ]DSS|HIPAA|ISO ?27001|SOC ?2|NIST 800-53)\b[ :#-]{0,3}"
    r"(?P<id>[A-Z]{0,3}-?[0-9][0-9A-Za-z.-]{0,15})"
)
_OF_AUDIT = re.compile(r"audit(?:d|ctl)?\b|rsyslog|\blogging\b|journald", re.IGNORECASE)
_ACTION = re.compile(r"(?:^|\|)\s*(?P<verb>PATCH|AUDIT|PRELIM|PRELIMINARY)\s*\|", re.IGNORECASE)
_MOST = 5


@extractor(
    "ansible-controls",
    paths=("*.yml", "*.yaml"),
    literals=(
        " | PATCH",
        " | AUDIT",
        "NIST",
        "STIG",
        "RHEL-",
        "UBTU-",
        "SLES-",
        "CCE-",
        "PCI",
        "CIS ",
        "V-",
        "HIPAA",
        "ISO",
    ),
)
def ansible_controls(source: Source) -> Iterator[Control]:
    """Find the tasks of Ansible that say by name or tag which rule of a standard they carry out.

        - name: "4.1.3.1 | PATCH | Ensure changes to sudoers are collected"
          tags: [level2-server, NIST800-53_AU-2]

    One fact for a rule in a file, at its first task or block: its name, and as standard the identifiers that stand in
    its name and tags (a CIS section before `|`, STIG ids such as `RHEL-08-010000` and `V-230222`, NIST controls,
    numbers of CCE and PCI DSS). A task about auditing or logging is an `audit log`, all others are a `hardening rule`.
    Told of the tasks that change something: those that only look, print or include are left out. Not seen: rules that
    a role carries out without naming them.
    Format: https://docs.ansible.com/ansible/latest/reference_appendices/playbooks_keywords.html#task.
    """
    seen: set[str] = set()
    for task in ansible(source).every_task():
        standard = _standard(source, task)
        if not standard or task.module in _SILENT or _only_looks(task):
            continue
        rule = standard.partition(",")[0]
        if rule in seen:
            continue  # the steps of a block repeat the rule of the block
        seen.add(rule)
        name = one_line(task.name)[:_LONGEST_NAME]
        yield Control(
            system=_SYSTEM,
            name=name or task.module,
            control=AUDIT_LOG if _OF_AUDIT.search(f"{name} {source.path}") else HARDENING,
            standard=standard,
            scope=_scope(task),
            evidence=places(source, task.start, task.key),
        )


def _scope(task: AnsibleTask) -> str:
    """Return the file or the package it is about, where it names one."""
    given = (task.arg(key) for key in ("path", "dest", "name"))
    return next((text for text in given if text and not is_template(text)), "")


def _only_looks(task: AnsibleTask) -> bool:
    verb = _ACTION.search(task.name)
    if verb and verb["verb"].upper() != "PATCH":
        return True
    return task.module in _READS and task.keyword("changed_when").lower() in ("false", "no")


def _standard(source: Source, task: AnsibleTask) -> str:
    found: list[str] = []
    for match in _RULE.finditer(task.name[:_LONGEST_NAME]):
        if match["cis"]:
            found.append(f"CIS {match['cis']}" if _says_cis(source) else match["cis"])
        else:
            found.append(match["stig"] or match["finding"])
    found += [" ".join((match["body"], match["id"])) for match in _NAMED.finditer(task.name[:_LONGEST_NAME])]
    for tag in task.keywords["tags"].texts if "tags" in task.keywords else ():
        found += _of_tag(tag)
    return ", ".join(list(dict.fromkeys(found))[:_MOST])


def _of_tag(tag: str) -> Iterator[str]:
    for one in tag[:1_000].split(","):
        one = one.strip()
        nist = _NIST.fullmatch(one)
        if nist:
            yield f"NIST 800-{nist['document']} {nist['id']}"
        elif _TAG.fullmatch(one) or ((rule := _RULE.fullmatch(one)) and not rule["cis"]):
            yield one


def _says_cis(source: Source) -> bool:
    """The section alone names no standard; the file or its path does."""
    return "cis" in source.path.lower() or "cis" in source.text.lower()
