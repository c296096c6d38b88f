"""The ways back that shell scripts hold: commands that undo a release, functions and scripts that restore."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

from tree_sitter import Node

from ddd.extractors.shell._meaning import Meaning
from ddd.extractors.shell._script import Script, chain, is_shell, one_line, script_of, split_if, walk
from ddd.extractors.shell._shown import condition_of
from ddd.extractors.shell._words import bare, looks
from ddd.model import Confidence, Rollback
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_SYSTEM = "shell"
# A command that undoes something, by its first words and what must occur among the rest.
_UNDOES = re.compile(
    r"""(?x)
    (?:kubectl|oc) \b.* \b rollout \s+ undo \b | helm \b.* \b rollback \b
    | docker \s+ service \s+ (?: rollback \b | update \b.* --rollback )
    | git \s+ (?: revert \b | reset \s+ --hard \s+ (?:HEAD[~^@]|ORIG_HEAD|"?\$\{?(?:prev|old|last)\w*) )
    | git \s+ checkout \s+ "?\$\{?(?:prev|old|rollback)\w*
    | (?:\S+\s+){0,3} alembic \b.* \b downgrade \b | flask \s+ db \s+ downgrade \b
    | goose \b.* \b down \b | dbmate \s+ (?:down|rollback) \b | flyway \b.* \b undo \b | liquibase \b.* \b rollback
    | (?:bundle \s+ exec \s+)? (?:\S*/)? (?:rake|rails) \s+ db:rollback
    | (?:npx \s+)? knex \b.* migrate:(?:rollback|down)
    | (?:npx \s+)? sequelize(?:-cli)? \b.* db:migrate:undo | (?:php \s+)? (?:\S*/)? artisan \s+ migrate:rollback
    | cap \s+ \S+ \s+ deploy:rollback | (?:dnf|yum) \s+ history \s+ (?:undo|rollback) \b
    | nixos-rebuild \b.* --rollback | nix-env \s+ --rollback | zfs \s+ rollback \b | rpm-ostree \s+ rollback \b
    | snapper \b.* \b (?:undochange|rollback) \b | virsh \s+ snapshot-revert \b | qm \s+ rollback \b
    | ln \s+ -\w*s\w* \s+ "?\$\{?(?:prev|old|rollback)\w*
    """
)
_NAMED = re.compile(r"(?i)(?:^|[_.:-])(?:roll_?-?back|restore|revert|undo|downgrade)(?:$|[_.:-])")
# What puts something back into its place, in a script that is called so.
_BRINGS_BACK = re.compile(
    r"""(?ix)
    restor | roll_?-?back | revert | undo | downgrad | recover | import | reload | \b (?: load | apply | promote ) \b
    | ^ (?: psql | mysql | mariadb | mongo(?:sh)? | sqlite3 | redis-cli | ldapadd | slapadd | rsync | rclone | cp | mv
      | ln | scp | install | dd | cpio | unzip | gunzip | bunzip2 | unxz | unzstd | zcat | xzcat | (?:un)?pigz ) \b
    | ^ (?: gzip | bzip2 | xz | zstd ) \s .* (?: -\w*d | --decompress )
    | ^ tar \b .* (?: \s-?[a-z]*x | --extract ) | ^ (?:aws\s+s3|gsutil|mc) \s | ^ git \s+ (?:checkout|reset|switch) \b
    """
)
# What nobody wants who looks for the way back: it takes away, or makes a new backup of the broken state.
_DESTROYS = re.compile(
    r"""(?ix)
    ^ rm \s .*? (?: -[a-z]*r | --recursive ) | ^ find \b .* \s -delete | ^ (?: shred | wipefs | mkfs\S* ) \b
    | ^ \S+ \s (?: .* \s )? (?: forget | prune | --prune ) (?: \s | $ )
    | ^ (?: pg_dump(?:all)? | pg_basebackup | mysqldump | mariadb-dump | mongodump ) (?: \s | $ )
    | ^ (?: (?: make | create | run | do | take | new | full | db | pg | mysql ) [_-]? )?
      backup (?: [_-]\w+ )? (?: \.\w+ )? (?: \s (?!.*restore) | $ )
    | ^ (?: \S*restic\S* | duplicati\S* | velero | kopia | pgbackrest ) \s (?: .* \s )? backup (?: \s (?!restore) | $ )
    | ^ \S*borg\S* \s (?: .* \s )? create \s | ^ tar \s+ (?: (?-i: -?[a-zA-Z]*c ) | .* --create )
    """
)
_FOR_A_MOMENT = re.compile(r"(?i)te?mp|scratch|work_?dir|staging")
_NO_STATE = re.compile(
    r"(?i)cursor|term|tty|screen|ifs|errexit|shopt|shell_?opt|options?|umask|env|path|locale|color|trap|context|selinux"
    r"|perms?|permission|icon|window|nounset|xtrace|stdout|fd|test"
)
_MAX_COMMANDS = 12
_MAX_NODES = 2_000


@extractor("shell-rollbacks", paths=("*.sh", "*.bash", NO_SUFFIX))
def shell_rollbacks(source: Source) -> Iterator[Rollback]:
    """Find ways back in shell scripts: commands that undo, functions called so, and whole scripts that restore.

        if ! smoke_test; then
            helm rollback harbour-api
        fi

    Commands: `kubectl rollout undo`, `helm rollback`, `git revert`, `alembic downgrade`, `zfs rollback` and their like,
    with the condition of their branch. Functions and scripts named rollback, restore, revert or undo count when they
    act; those that put back a setting of the shell or the terminal are none. A script with such a function counts with
    that alone, and any other only when it puts something back and neither deletes nor makes a new backup. What only
    prints such a command is none.
    Format: bash(1).
    """
    if not is_shell(source):
        return
    script = script_of(source)
    means = Meaning(script)
    name = PurePosixPath(source.installed_path).name
    whole = _whole(script, means) if _is_way_back(PurePosixPath(name).stem) else []
    inside: set[int] = {one.start_byte for one in whole}
    if whole:
        yield _named(script, name, script.root.children[0], whole)
    handlers = _handlers(script)
    for called, definition in script.functions.items():
        named = _is_way_back(called) and called not in handlers
        commands = _acts(script, means, definition) if named and not whole else []
        if commands:
            inside.update(one.start_byte for one in commands)
            yield _named(script, called, definition, commands)
    yield from _undone(script, means, inside)


def _handlers(script: Script) -> set[str]:
    """Return the functions that traps call: those are told as such."""
    calls = (script.words(node) for node in script.of_type("command"))
    return {words[1].split()[0] for words in calls if words[:1] == ("trap",) and words[1:] and words[1].split()}


def _whole(script: Script, means: Meaning) -> list[Node]:
    """Return the commands of a script that is called a way back; none where a function or nothing in it is one."""
    if any(_is_way_back(called) for called in script.functions):
        return []
    simple = [" ".join(bare(script.words(node)))[:1000] for node in script.of_type("command")]
    is_back = any(_BRINGS_BACK.search(one) for one in simple)
    return _acts(script, means, script.root) if is_back and not any(map(_destroys, simple)) else []


def _destroys(command: str) -> bool:
    """Whether a command takes away more than what was made for a moment."""
    return _DESTROYS.search(command) is not None and _FOR_A_MOMENT.search(command) is None


def _named(script: Script, name: str, start: Node, commands: list[Node]) -> Rollback:
    return Rollback(
        system=_SYSTEM,
        name=name,
        commands=tuple(one_line(script.of(one), 200) for one in commands),
        confidence=Confidence.MEDIUM,
        evidence=(script.at(start.start_byte),),
    )


def _undone(script: Script, means: Meaning, inside: set[int]) -> Iterator[Rollback]:
    for node in script.of_type("command"):
        if node.start_byte in inside:
            continue
        words = bare(script.words(node))
        text = " ".join(words)[:1000]
        if words and not means.talks(words) and _UNDOES.match(text) and "--help" not in words:
            yield Rollback(
                system=_SYSTEM,
                name=one_line(text, 80),
                condition=_when(script, node),
                commands=(one_line(script.of(node), 300),),
                evidence=(script.at(node.start_byte),),
            )


def _is_way_back(name: str) -> bool:
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return _NAMED.search(spelled) is not None and _NO_STATE.search(spelled) is None


def _acts(script: Script, means: Meaning, root: Node) -> list[Node]:
    """Return the commands and pipelines below a node that do something, the first of them."""
    found: dict[int, Node] = {}
    for node in islice(walk(root), _MAX_NODES):
        words = script.words(node) if node.type == "command" else ()
        called = not words or words[0] in script.functions or looks(words)
        if not called and means.acts(node) and not _in_substitution(node):
            whole = node.parent if node.parent is not None and node.parent.type == "pipeline" else node
            found.setdefault(whole.start_byte, whole)
    return list(found.values())[:_MAX_COMMANDS]


def _in_substitution(node: Node) -> bool:
    above = node.parent
    for _ in range(6):
        if above is None:
            return False
        if above.type in ("command_substitution", "process_substitution"):
            return True
        above = above.parent
    return False


def _when(script: Script, node: Node) -> str:
    """Return the condition of the branch or of the chain that a command stands in; else the function's name."""
    above: Node | None = node.parent
    below: Node = node
    while above is not None:
        if above.type in ("if_statement", "elif_clause"):
            conditions, body, _ = split_if(above)
            if conditions and any(one.id == below.id for one in body):
                return one_line(condition_of(script.of(conditions[-1])), 200)
        if above.type == "list" and (members := chain(above))[-1].operator == "||" and members[-1].core is not None:
            first = members[0]
            if first.core is not None and first.core.id != node.id:
                return f"not ({one_line(condition_of(script.of(first.core)), 200)})"
        if above.type == "function_definition":
            return ""
        below, above = above, above.parent
    return ""
