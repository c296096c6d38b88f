"""An Ansible role: defaults, tasks, handlers, templates; some task of it may run by the clock or say how it fails."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.corpora.configuration.words import File, doing, many, sentences, setting, settings, value


def role(source: random.Random, name: str) -> Iterator[File]:
    """Yield the files of one role."""
    folder, prefix = f"ansible/roles/{name}", f"{name.replace('-', '_')}__"
    yield f"{folder}/defaults/main.yml", f"---\n{settings(source, many(source, 25), prefix=prefix)}"
    yield (
        f"{folder}/handlers/main.yml",
        f"---\n- name: Restart {name}\n  service:\n    name: {name}\n    state: restarted\n",
    )
    yield (
        f"{folder}/meta/main.yml",
        f"---\ndependencies: []\ngalaxy_info:\n  author: operations\n  description: {name}\n",
    )
    yield f"{folder}/tasks/main.yml", _tasks(source, prefix)
    if source.random() < 0.4:
        yield f"{folder}/tasks/{setting(source)}.yml", _tasks(source, prefix)
    for _ in range(source.randrange(3)):
        yield f"{folder}/templates/{setting(source)}.conf.j2", _template(source, prefix)
    if source.random() < 0.2:
        yield f"{folder}/README.md", f"# {name}\n\n{sentences(source, 12)}\n"
    yield f"ansible/inventory/host_vars/{name}.yml", f"---\n{settings(source, many(source, 6), prefix=prefix)}"


def _tasks(source: random.Random, prefix: str) -> str:
    return "---\n" + "\n".join(_task(source, prefix) for _ in range(many(source, 7)))


def _task(source: random.Random, prefix: str) -> str:
    variable, chance = f"{prefix}{setting(source)}", source.random()
    name = f"- name: {doing(source)}\n"
    if chance < 0.04:
        time = f"minute: '{source.randrange(60)}'\n    hour: '4'"
        return f"{name}  cron:\n    name: {variable}\n    {time}\n    job: /usr/local/sbin/{setting(source)}\n"
    if chance < 0.1:
        status = f"failed_when: {variable}_result.rc not in [0, 2]"
        return f"{name}  command: /usr/sbin/{setting(source)} --check\n  register: {variable}_result\n  {status}\n"
    if chance < 0.4:
        copied = f'src: "{setting(source)}.conf.j2"\n    dest: "/etc/{setting(source)}.conf"\n    mode: "0644"'
        return f"{name}  template:\n    {copied}\n  when: {variable} | bool\n"
    if chance < 0.7:
        return f'{name}  package:\n    name: "{{{{ {variable} }}}}"\n    state: present\n  tags: [packages]\n'
    line = f"path: /etc/{setting(source)}\n    line: {value(source)}"
    return f"{name}  lineinfile:\n    {line}\n  loop: '{{{{ {variable} }}}}'\n"


def _template(source: random.Random, prefix: str) -> str:
    lines = [
        f"{setting(source)} = {{{{ {prefix}{setting(source)} }}}}"
        if source.random() < 0.5
        else f"{{% if {prefix}{setting(source)} %}}\n{settings(source, 2, ' = ')}{{% endif %}}"
        for _ in range(many(source, 14))
    ]
    return "# {{ ansible_managed }}\n" + "\n".join(lines) + "\n"
