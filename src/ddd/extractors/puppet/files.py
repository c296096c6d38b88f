"""Reads which files Puppet manifests install, and the tables and units they hold in the manifest itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ddd.extractors.cron_directories import script
from ddd.extractors.crontab import crontab_jobs
from ddd.extractors.crontab import schedule as of_job
from ddd.extractors.puppet._facts import read, state
from ddd.extractors.puppet._manifest import Manifest, Resource, manifest
from ddd.extractors.puppet._values import Reader, Value
from ddd.extractors.systemd import service_command, timer_schedules
from ddd.model import Definition, Evidence, Schedule, State, replace
from ddd.scan.components import component_of
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_FOLDERS = {"source": "files", "content": "templates", "timer_source": "files", "service_source": "files"}
_MOUNTED = re.compile(r"puppet:///modules/(?P<module>\w{1,100})/(?P<file>[^\"']{1,300})")
_RENDERED = re.compile(r"(?:template|epp|file)\(\s*['\"](?P<module>[\w${}]{1,100})/(?P<file>[^\"']{1,300})['\"]")
_CRON_FILES = re.compile(r"/etc/cron\.d/[^/]+|/etc/crontab")
_MODULE = re.compile(r"(?P<root>(?:.*/)?)(?P<module>[^/]+)/manifests/")
_AS_JINJA = re.compile(r"\$\{([^{}]{0,200})\}")
_AS_PUPPET = re.compile(r"\{\{([^{}]{0,200})\}\}")
_OWN = frozenset({"${module_name}", "$module_name"})


@extractor("puppet-files", paths=("*.pp",), literals=("source", "content", "target", "absent"))
def puppet_files(source: Source) -> Iterator[Extracted]:
    """Find which files Puppet installs, so that a job's command leads to its script, and the tables written inline.

        file { '/usr/local/sbin/dump':
          source => 'puppet:///modules/backup/dump.sh',
        }

    says that `/usr/local/sbin/dump` is `files/dump.sh` of the module. `content => template('backup/dump.erb')` and
    `epp()` lead to the module's templates. A text given as `content` for `/etc/cron.d/…` is read as a crontab, one for
    a timer or a service as a unit; a script written so into `/etc/cron.daily`, or a link there, runs daily. Values that
    are not literals are not followed. Format: the resource type file of Puppet.
    """
    manifesto = manifest(source)
    for resource in manifesto.resources:
        reader = read(manifesto, resource)
        name = reader.text(resource.attributes.get("path")) or reader.text(resource.title)
        is_absent = state(reader, resource)[0] is State.ABSENT
        for key, folder in _FOLDERS.items():
            node = resource.attributes.get(key)
            if node is not None and not is_absent:
                yield from _installed(manifesto, node, name, folder)
        yield from _texts(reader, resource, name)


def _texts(reader: Reader, resource: Resource, name: str) -> Iterator[Extracted]:
    texts = [(key, resource.attributes.get(key)) for key in ("content", "timer_content", "service_content")]
    literals = [(key, node) for key, node in texts if node is not None and node.type == "string"]
    for key, node in literals:
        yield from _inline(reader, resource, node, key, name)
    if not literals and ("target" in resource.attributes or state(reader, resource)[0] is State.ABSENT):
        yield from _in_force(reader, resource, script(name, reader.place(resource.title)))


def _installed(manifesto: Manifest, node: Node, name: str, folder: str) -> Iterator[Definition]:
    source, text = manifesto.source, manifesto.text(node)
    match = (_MOUNTED if folder == "files" else _RENDERED).search(text)
    home = _MODULE.match(source.path)
    if match is None or home is None or "$" in name or not name.startswith("/"):
        return
    module = home["module"] if match["module"] in _OWN else match["module"]
    folder = "files" if text.startswith("file(") else folder
    yield Definition(
        kind="installed-file",
        name=name,
        value=f"{home['root']}{module}/{folder}/{match['file']}",
        scope=component_of(source.path),
        evidence=source.at(node.start_point.row + 1, node.start_point.column + 1),
    )


def _inline(reader: Reader, resource: Resource, node: Node, key: str, name: str) -> Iterator[Extracted]:
    lines, unit = reader.text(node).split("\n"), name.rsplit("/", 1)[-1]
    if key == "timer_content" or (key == "content" and unit.endswith(".timer")):
        found: Iterator[Extracted] = timer_schedules(lines, unit, _placed(reader, node))
    elif key == "service_content" or unit.endswith(".service"):
        found = service_command(
            lines, unit.removesuffix(".timer").removesuffix(".service") + ".service", _placed(reader, node)
        )
    elif _CRON_FILES.fullmatch(name):
        jobs = crontab_jobs([_AS_JINJA.sub(r"{{\1}}", line) for line in lines], system=True)
        found = (_as_puppet(of_job(job, _placed(reader, node), "puppet-cron")) for job in jobs)
    else:
        found = script(name, reader.place(resource.title))
    yield from _in_force(reader, resource, found, reader.value(node))


def _in_force(
    reader: Reader, resource: Resource, found: Iterator[Extracted], value: Value | None = None
) -> Iterator[Extracted]:
    """Add what the resource says of its file: whether it is there, and what its text leaves open."""
    told, about = state(reader, resource)
    for one in found:
        if isinstance(one, Schedule):
            texts = (one.expression, one.command, one.name, one.user)
            is_open = value is not None and any("${" in text for text in texts)
            references = value.references if value and is_open else ()
            known = tuple(each for each in references if any(each.text in text for text in texts))
            one = replace(
                one,
                system="puppet-timer" if one.system == "systemd-timer" else one.system,
                state=told if one.state is State.ACTIVE else one.state,
                note="; ".join(filter(None, (one.note, about))),
                references=known,
            )
        yield one


def _as_puppet(fact: Schedule) -> Schedule:
    """The crontab reader knows open values by Jinja's signs; here they are Puppet's again."""
    texts = (_AS_PUPPET.sub(r"${\1}", text) for text in (fact.expression, fact.command, fact.name, fact.user))
    expression, command, name, user = texts
    return replace(fact, expression=expression, command=command, name=name, user=user, references=())


def _placed(reader: Reader, node: Node) -> Callable[[int, int], Evidence]:
    """Lines of the text are lines of the manifest, as long as they are not written as `\\n`."""
    first, last = node.start_point.row, node.end_point.row
    source = reader.source

    def at(line: int, column: int) -> Evidence:
        row = min(first + line - 1, last)
        return source.at(row + 1, column if row > first else node.start_point.column + 1)

    return at
