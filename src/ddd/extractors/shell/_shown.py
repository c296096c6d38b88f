"""Shows a statement of a shell script as a reader can take it in: at most some lines, and of a loop what acts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice

from tree_sitter import Node

from ddd.extractors.shell._meaning import Meaning
from ddd.extractors.shell._script import ASSIGNMENTS, CHOICES, GROUPS, LOOPS, Script, chain, one_line

_MAX_LINES = 15
_MAX_LOOK = 20
_STATEMENTS = frozenset({"command", "pipeline", "redirected_statement", "list"}) | ASSIGNMENTS
_QUIET = re.compile(r"\s*(?:&>|[12]?>)\s*/dev/null\b|\s*2>&1")


class Display:
    """Shows the statements of one script."""

    def __init__(self, script: Script, means: Meaning) -> None:
        self._script = script
        self._means = means

    def shown(self, node: Node) -> str:
        """Return a statement as a reader can take it in. Of a long compound: its frame, and what acts in it."""
        text = readable(self._script.of(node))
        core = chain(node)[0].core
        if not text.endswith("\n…") or core is None or core.type not in LOOPS | GROUPS | CHOICES:
            return text
        statements = list(islice(self._acting(core), _MAX_LOOK))
        if not statements or any(self._chosen(one, core) for one in statements):
            return text  # which of them is done depends: the beginning as it stands says more
        acting = list(self._lines_of(statements))
        end = core.child_by_field_name("body") or core
        first, last = text.split("\n", 1)[0], self._script.text[end.children[-1].start_byte : node.end_byte]
        lines = acting if len(acting) <= _MAX_LINES - 2 else [*acting[: _MAX_LINES - 2], "…"]
        return "\n".join([first, *(f"    {line}" for line in lines), one_line(last)])

    def _chosen(self, node: Node, core: Node) -> bool:
        """Whether a statement stands in another branch than the first of `core`."""
        above = node.parent
        while above is not None and above.id != core.id:
            if above.type in CHOICES or above.type in ("else_clause", "elif_clause"):
                return True
            above = above.parent
        return False

    def _lines_of(self, statements: list[Node]) -> Iterator[str]:
        """Yield statements on one line each; those of one branch of a `case` together, behind its pattern."""
        for _, group in groupby(statements, key=lambda one: one.parent.id if one.parent else 0):
            members = list(group)
            lines = [self._line_of(one) for one in members]
            item = members[0].parent
            if item is not None and item.type == "case_item":
                yield one_line(f"{self.patterns(item)}) {'; '.join(lines)} ;;", 200)
            else:
                yield from lines

    def _line_of(self, node: Node) -> str:
        """Return a statement on one line; what is done when it fails is left out."""
        members = chain(node)
        last = members[-1].core
        end = members[-2].end if len(members) > 1 and last is not None and last.type in GROUPS else node.end_byte
        text = self._script.text[node.start_byte : end]
        return one_line(text.split("\n", 1)[0] + " …" if "<<" in text and "\n" in text else text, 160)

    def _acting(self, core: Node) -> Iterator[Node]:
        """Yield the statements below a compound one that do something, each whole."""
        stack = [core]
        while stack:
            one = stack.pop()
            if one.type in _STATEMENTS and self._means.acts(one):
                inner = chain(one)[0].core
                if inner is not None and inner.type not in LOOPS | GROUPS | CHOICES:
                    yield one
                    continue
            if one.type != "command_substitution":
                stack.extend(reversed(one.children))

    def patterns(self, item: Node) -> str:
        return "|".join(one_line(self._script.of(one), 80) for one in item.children_by_field_name("value"))


def condition_of(text: str) -> str:
    """Return a condition on one line, without what only keeps it quiet."""
    return one_line(_QUIET.sub("", text))


def readable(text: str) -> str:
    """Return a statement as a reader can take it in: comments left out, at most five lines."""
    lines = [line.rstrip() for line in text.split("\n")]
    kept = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    rest = kept[1:]
    indentation = min((len(line) - len(line.lstrip()) for line in rest), default=0)
    kept = kept[:1] + [line[indentation:] for line in rest]
    if len(kept) > _MAX_LINES:
        kept = [*kept[: _MAX_LINES - 1], "…"]
    return "\n".join(kept)
