"""Reads whether the values of Helm charts are explained by comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode

from ddd.extractors.documentation._words import says
from ddd.model import Unit
from ddd.scan.examples import is_example
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

KIND = "helm_value"
MAX_DEPTH = 20
_MOST_VALUES = 20_000

_OF_WHOLE = re.compile(r"\s*#+\s*--\s+\S")
"""helm-docs reads this as the description of what follows."""
_PARAMETER = re.compile(
    r"(?m)^[ \t]*##?[ \t]*@param[ \t]+(?P<name>\S{1,300})[ \t]+(?:\[[^\]\n]{0,300}\][ \t]*)?(?P<told>[^\s\[].*)$"
)
_CODE = re.compile(
    r"""(?x)
      -?\s* ["']?[\w./-]{1,100}["']? : (?: \s+ ["'{\[|>]? \S* ["']? )? \s*    # name: value
    | -\s+ \S+ \s*
    | [\[\]{}|]+ .* | \#.* | [=*~_-]{3,} .*
    """
)
_FOR_TOOLS = re.compile(r"(?:--\s*)?@\w.*")
"""`@default -- …`, `@param …`, `@schema`: nothing of what they say describes the value they stand at."""
_TYPE = re.compile(r"(?:--\s*)?(?:\([\w./-]{1,60}\))?")
_BESIDE = re.compile(r"\s#(?P<told>.*)")


@extractor("helm-value-comments", paths=("values.yaml",), documentation=True)
def helm_value_comments(source: Source) -> Iterator[Unit]:
    """Find the values a Helm chart can be given, and whether a comment explains each.

        # -- How many copies run at once
        replicas: 2
        image:
          tag: ""  # the chart's version where empty

    A value is each leaf of the chart's own `values.yaml` (beside `Chart.yaml`); a list is one value. A comment stands
    right above, behind, or set in below the value; commented-out YAML is none. The comment of a mapping explains the
    mapping: its leaves need their own, except where it is one of helm-docs (`# --`), which documents the mapping as one
    value. Bitnami's `## @param image.tag …` explains what it names. `values.schema.json` is not read.
    Format: https://helm.sh/docs/chart_best_practices/values/, https://github.com/norwoodj/helm-docs.
    """
    if is_example(KIND, source.path) or source.is_template:
        return
    folder = source.path.rpartition("/")[0]
    chart = f"{folder}/Chart.yaml".lstrip("/")
    named = {match["name"] for match in _PARAMETER.finditer(source.text) if says(match["told"])}
    documents = source.yaml
    for value in _values(source, documents[0]) if documents else ():
        is_told = value.is_told or value.name in named
        yield Unit(
            kind=KIND,
            name=f"{source.path}:{value.name}",
            documented=("comment",) if is_told else (),
            beside=(chart,),
            evidence=(source.at_node(value.key),),
        )


@dataclass(frozen=True, slots=True)
class _Value:
    name: str
    key: Node
    is_told: bool


def _values(source: Source, root: Node) -> Iterator[_Value]:
    """Yield the values; what an alias repeats is one value."""
    pending: list[tuple[str, Node, int, bool]] = [("", root, 0, False)]
    count = 0
    while pending and count < _MOST_VALUES:
        prefix, node, depth, is_part = pending.pop()
        for key, value in node.value if isinstance(node, MappingNode) else ():
            if not isinstance(key, ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                continue
            name = prefix + (f'"{key.value}"' if "." in key.value else str(key.value))
            line = key.start_mark.line
            is_mapping = depth < MAX_DEPTH and _has_leaves(key, value)
            is_whole = is_mapping and _is_of_whole(source.lines, line)
            is_told = says(_comment(source.lines, key, value))
            if is_mapping:
                pending.append((f"{name}.", value, depth + 1, is_part or is_whole))
            if (not is_mapping and (is_told or not is_part)) or is_whole:
                count += 1
                yield _Value(name, key, is_told)


def _has_leaves(key: Node, value: Node) -> bool:
    is_alias = value.start_mark.index < key.start_mark.index
    return isinstance(value, MappingNode) and bool(value.value) and not is_alias


def _is_of_whole(lines: list[str], line: int) -> bool:
    return any(_OF_WHOLE.match(one) for one in _above(lines, line))


def _comment(lines: list[str], key: Node, value: Node) -> str:
    """Return the words of the comments that belong to a value, those of code that is commented out left away."""
    line, indent = key.start_mark.line, key.start_mark.column
    told = [one for one in _above(lines, line) if len(one) - len(one.lstrip()) <= indent]
    if value.end_mark.line == line:
        beside = _BESIDE.search(lines[line], value.end_mark.column)
        told += [f"#{beside['told']}"] if beside else []
        told += _below(lines, line, indent)
    elif not isinstance(value, MappingNode):  # a list or a text that begins on a line of its own
        beside = _BESIDE.search(lines[line], key.end_mark.column)
        told += [f"#{beside['told']}"] if beside else []
    return "\n".join(filter(None, map(_words, told)))


def _above(lines: list[str], line: int) -> list[str]:
    first = line
    while first and line - first < 100 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return lines[first:line]


def _below(lines: list[str], line: int, indent: int) -> Iterator[str]:
    """Yield the comment lines that are set in deeper than the value above them, as `helm create` writes them."""
    for one in lines[line + 1 : line + 100]:
        text = one.lstrip()
        if not text.startswith("#") or len(one) - len(text) <= indent:
            return
        yield one


def _words(comment: str) -> str:
    text = comment.lstrip().lstrip("#").strip()
    return "" if _CODE.fullmatch(text) or _FOR_TOOLS.fullmatch(text) else _TYPE.sub("", text, count=1)
