"""Which files of the repository Ansible tasks install, and where on the host."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ddd.extractors.ansible._loops import Turn, turns
from ddd.extractors.ansible._paths import of_role_or_playbook
from ddd.extractors.ansible._tasks import AnsibleTask, ansible
from ddd.extractors.ansible._words import is_true, one_line
from ddd.model import Definition
from ddd.scan.components import component_of
from ddd.scan.extractor import extractor
from ddd.scan.source import Source, without_template_suffix

_FOLDER = re.compile(r"/etc/(?:cron\.(?:d|hourly|daily|weekly|monthly)|systemd/system|logrotate\.d|apt/apt\.conf\.d)")
"""On any host a folder, though the task does not say so."""
_FOLDERS = {"copy": "files", "template": "templates", "win_copy": "files", "win_template": "templates"}
_FOLDERS |= {"ansible.windows.win_copy": "files", "ansible.windows.win_template": "templates"}
_FOLDERS |= {"synchronize": "files", "ansible.posix.synchronize": "files", "unarchive": "files"}


@extractor("ansible-files", paths=("*.yml", "*.yaml"), literals=("dest",))
def ansible_files(source: Source) -> Iterator[Definition]:
    """Find which files `copy`, `template` and `synchronize` install, so that a job's command leads to its script.

        - ansible.builtin.template:
            src: dump.sh.j2
            dest: /usr/local/sbin/dump.sh

    says that `/usr/local/sbin/dump.sh` is `templates/dump.sh.j2` of this role. Entries of a literal loop are taken
    one by one; what stands on the host already (`remote_src`) and what has its `content` in the task is left out.
    Format: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/template_module.html.
    """
    for task in ansible(source).every_task():
        folder = _FOLDERS.get(task.module)
        if folder and task.arg("src") and task.arg("dest") and not is_true(task.arg("remote_src")):
            for turn in turns(task):
                yield from _installed(source, task, turn, folder)


def _installed(source: Source, task: AnsibleTask, turn: Turn, folder: str) -> Iterator[Definition]:
    src, dest = (one_line(turn.filled(task.arg(key))) for key in ("src", "dest"))
    if turn.asks(src) or turn.asks(posixpath.dirname(dest)):
        return  # an open name in a known folder still says what the file is
    if dest.endswith("/") or _FOLDER.fullmatch(dest):
        dest = dest.rstrip("/") + "/" + without_template_suffix(posixpath.basename(src))
    place = turn.entry if turn.entry is not None else task.args["src"].key
    for path in of_role_or_playbook(source.path, src, folder):
        yield Definition(
            kind="installed-file",
            name=dest,
            value=path,
            scope=component_of(source.path),
            evidence=source.at_node(place),
        )
